import type { Language } from '#vocabulary'

/** What a lie does to its evidence. */
export type Twist = 'role' | 'scope' | 'forecast' | 'quantity' | 'cause' | 'time' | 'denial' | 'hearsay'

/** Evidence, a sentence that says the same in other words, one that does not, and how. */
export type Pair = readonly [evidence: string, faithful: string, twisted: string, twist: Twist]

/**
 * Evidence with a faithful paraphrase and a subtle lie each, half English, half Chinese; written for this test, before
 * the checks were tried on them. Things and people are invented.
 */
export const pairs: Readonly<Record<Language, readonly Pair[]>> = {
  en: [
    [
      'Marlow Textiles bought Denholm Mills in 2014 for 38 million euros.',
      'In 2014, Denholm Mills was acquired by Marlow Textiles for 38 million euros.',
      'In 2014, Marlow Textiles was acquired by Denholm Mills for 38 million euros.',
      'role',
    ],
    [
      'The audit by Kerr & Finch found 14 errors in the accounts of the Port of Aldery.',
      'Kerr & Finch counted 14 errors in the books of the Port of Aldery.',
      'The Port of Aldery found 14 errors in the accounts of Kerr & Finch.',
      'role',
    ],
    [
      'Ottoline Brae taught the painter Ivo Marchetti for six years.',
      'For six years the painter Ivo Marchetti was a pupil of Ottoline Brae.',
      'For six years Ottoline Brae was a pupil of the painter Ivo Marchetti.',
      'role',
    ],
    [
      'The city of Venn sued the contractor Halbrook over the tunnel in 2018.',
      'In 2018 the contractor Halbrook was taken to court by the city of Venn over the tunnel.',
      'The contractor Halbrook sued the city of Venn over the tunnel in 2018.',
      'role',
    ],
    [
      'Lake Orrin drains into the River Tassel.',
      'The River Tassel receives the water of Lake Orrin.',
      'The River Tassel drains into Lake Orrin.',
      'role',
    ],
    [
      'Some farms in the Leith valley use the new irrigation system.',
      'The new irrigation system is in use on several farms in the Leith valley.',
      'All farms in the Leith valley use the new irrigation system.',
      'scope',
    ],
    [
      'Most of the 320 wells in Carrow were tested in 2020.',
      'In 2020 the greater part of the 320 wells in Carrow was tested.',
      'All of the 320 wells in Carrow were tested in 2020.',
      'scope',
    ],
    [
      'The vaccine was tested on adults aged 18 to 55.',
      'Adults between 18 and 55 took part in the test of the vaccine.',
      'The vaccine was tested on people of all ages.',
      'scope',
    ],
    [
      'The ban covers the inner harbour of Saltry only.',
      'Only the inner harbour of Saltry falls under the ban.',
      'The ban covers the whole harbour of Saltry.',
      'scope',
    ],
    [
      'In the survey, 42 % of the tenants in Birch Court said that noise was a problem.',
      'Noise was a problem for 42 % of the tenants in Birch Court, the survey found.',
      'In the survey, 42 % of the tenants in the city said that noise was a problem.',
      'scope',
    ],
    [
      'The company expects to employ 900 people at Norden by 2028.',
      'By 2028 the company plans to have 900 people on its payroll at Norden.',
      'The company employs 900 people at Norden.',
      'forecast',
    ],
    [
      'The bridge is planned to open in May 2027.',
      'The opening of the bridge is scheduled for May 2027.',
      'The bridge opened in May 2027.',
      'forecast',
    ],
    [
      'Sea level at Grimsport could rise by 40 cm by 2080.',
      'A rise in sea level of 40 cm at Grimsport by 2080 is possible.',
      'Sea level at Grimsport will rise by 40 cm by 2080.',
      'forecast',
    ],
    [
      'The council proposed a fee of 12 euros for visitors.',
      'A visitor fee of 12 euros was put forward by the council.',
      'The council introduced a fee of 12 euros for visitors.',
      'forecast',
    ],
    [
      'The reactor may be shut down in 2031.',
      'A shutdown of the reactor in 2031 is possible.',
      'The reactor will be shut down in 2031.',
      'forecast',
    ],
    [
      'The Harrow dam holds 58 million cubic metres of water.',
      'The Harrow dam has a capacity of 58 million cubic metres.',
      'The Harrow dam holds 85 million cubic metres of water.',
      'quantity',
    ],
    [
      'Elmstead Museum welcomed 64,300 visitors in 2022.',
      'In 2022, 64,300 people came to Elmstead Museum.',
      'In 2022, Elmstead Museum welcomed 64,300 visitors a month.',
      'quantity',
    ],
    [
      'The tower is 212 metres high and has 48 floors.',
      'With 48 floors, the tower rises to 212 metres.',
      'The tower is 48 metres high and has 212 floors.',
      'quantity',
    ],
    [
      'Sales of Pellworth Glass fell from 31 to 24 million euros in 2021.',
      'In 2021 Pellworth Glass sold less: 24 million euros instead of 31.',
      'Sales of Pellworth Glass rose from 24 to 31 million euros in 2021.',
      'quantity',
    ],
    [
      'The prize of 5,000 crowns was shared by two students.',
      'Two students shared the prize of 5,000 crowns.',
      'The prize of 5,000 crowns went to each of two students.',
      'quantity',
    ],
    [
      'Towns with more trees had fewer heat deaths, the study of 90 towns shows.',
      'According to the study of 90 towns, heat deaths were rarer where there were more trees.',
      'More trees caused fewer heat deaths, the study of 90 towns shows.',
      'cause',
    ],
    [
      'Crime in Dunmore fell after the street lamps were replaced.',
      'After the replacement of the street lamps, crime in Dunmore went down.',
      'Crime in Dunmore fell because the street lamps were replaced.',
      'cause',
    ],
    [
      'The mill closed in 1998, two years after the flood of Arden.',
      'Two years after the flood of Arden, in 1998, the mill shut.',
      'The flood of Arden led to the closing of the mill in 1998.',
      'cause',
    ],
    [
      'Coffee drinkers in the study had a 12 % lower risk of gout.',
      'In the study the risk of gout was 12 % lower among those who drank coffee.',
      'Coffee lowers the risk of gout by 12 %, the study proves.',
      'cause',
    ],
    [
      'The chapel of Saint Orla was finished before the great fire of 1666.',
      'When the great fire of 1666 broke out, the chapel of Saint Orla was complete.',
      'The chapel of Saint Orla was finished after the great fire of 1666.',
      'time',
    ],
    [
      'Director Hale left the institute in 2011; Ruth Amari has headed it since.',
      'Ruth Amari has been head of the institute since 2011.',
      'Director Hale has headed the institute since 2011.',
      'time',
    ],
    [
      'The inspectors did not find any mercury in the Tave estuary.',
      'No mercury was found by the inspectors in the Tave estuary.',
      'The inspectors found mercury in the Tave estuary.',
      'denial',
    ],
    [
      'The committee rejected the appeal of Fenwick Paper.',
      'The appeal of Fenwick Paper was turned down by the committee.',
      'The committee accepted the appeal of Fenwick Paper.',
      'denial',
    ],
    [
      'According to residents, the Colne plant discharged dye in 2019.',
      'Residents say that the Colne plant released dye in 2019.',
      'It is proven that the Colne plant discharged dye in 2019.',
      'hearsay',
    ],
  ],
  zh: [
    [
      '2016年，海澜纺织厂收购了东禾印染厂，出价4200万元。',
      '东禾印染厂于2016年被海澜纺织厂以4200万元购得。',
      '2016年，东禾印染厂收购了海澜纺织厂，出价4200万元。',
      'role',
    ],
    ['画家沈若溪师从林怀川六年。', '沈若溪跟随林怀川学画六年。', '林怀川师从沈若溪六年。', 'role'],
    [
      '2019年，宁和市政府起诉了承建商远拓公司。',
      '承建商远拓公司2019年被宁和市政府告上法庭。',
      '2019年，承建商远拓公司起诉了宁和市政府。',
      'role',
    ],
    ['青泽湖的水流入白枫河。', '白枫河承接青泽湖的来水。', '白枫河的水流入青泽湖。', 'role'],
    [
      '审计署在云港公司的账目中查出14处差错。',
      '云港公司的账目有14处差错，为审计署所查出。',
      '云港公司在审计署的账目中查出14处差错。',
      'role',
    ],
    [
      '柳溪镇部分农户使用了新的灌溉系统。',
      '柳溪镇有一些农户用上了新的灌溉系统。',
      '柳溪镇所有农户使用了新的灌溉系统。',
      'scope',
    ],
    [
      '2020年，川和县320口水井中大部分接受了检测。',
      '川和县的320口水井，2020年多数做过检测。',
      '2020年，川和县320口水井全部接受了检测。',
      'scope',
    ],
    ['禁令只适用于盐港内港。', '仅盐港的内港受禁令约束。', '禁令适用于整个盐港。', 'scope'],
    [
      '调查中，桦园小区42%的租户认为噪声是问题。',
      '桦园小区有42%的租户在调查中把噪声看作问题。',
      '调查中，全市42%的租户认为噪声是问题。',
      'scope',
    ],
    [
      '该疫苗在18岁至55岁的成年人中做过试验。',
      '参加该疫苗试验的是18岁至55岁的成年人。',
      '该疫苗在各年龄段人群中做过试验。',
      'scope',
    ],
    [
      '公司预计到2028年在北原厂雇用900人。',
      '公司打算2028年以前让北原厂的员工达到900人。',
      '公司在北原厂雇用了900人。',
      'forecast',
    ],
    [
      '澄江大桥计划于2027年5月通车。',
      '按照计划，澄江大桥的通车时间是2027年5月。',
      '澄江大桥已于2027年5月通车。',
      'forecast',
    ],
    [
      '到2080年，格里港海平面可能上升40厘米。',
      '格里港的海平面到2080年或将升高40厘米。',
      '到2080年，格里港海平面必将上升40厘米。',
      'forecast',
    ],
    [
      '镇政府建议向游客收费12元。',
      '镇政府提出了每位游客收12元的建议。',
      '镇政府决定向游客收费12元。',
      'forecast',
    ],
    ['该反应堆可能在2031年关闭。', '2031年有可能关闭该反应堆。', '该反应堆将在2031年关闭。', 'forecast'],
    [
      '哈洛水库库容为5800万立方米。',
      '哈洛水库可蓄水5800万立方米。',
      '哈洛水库库容为8500万立方米。',
      'quantity',
    ],
    [
      '榆园博物馆2022年接待观众64300人。',
      '2022年到榆园博物馆参观的有64300人。',
      '榆园博物馆2022年每月接待观众64300人。',
      'quantity',
    ],
    ['该塔高212米，共48层。', '该塔有48层，高度为212米。', '该塔高48米，共212层。', 'quantity'],
    [
      '2021年，佩沃玻璃厂销售额由3100万元降至2400万元。',
      '佩沃玻璃厂2021年销售额从3100万元下滑到2400万元。',
      '2021年，佩沃玻璃厂销售额由2400万元升至3100万元。',
      'quantity',
    ],
    ['两名学生平分了5000元奖金。', '5000元奖金由两名学生平均分得。', '两名学生各得5000元奖金。', 'quantity'],
    [
      '对90个城镇的研究显示，树木较多的城镇中暑死亡较少。',
      '研究涉及90个城镇，树多的地方中暑死亡较少。',
      '对90个城镇的研究显示，树木较多使城镇中暑死亡减少。',
      'cause',
    ],
    [
      '更换路灯之后，东莫区的盗窃案减少了。',
      '东莫区换了路灯，此后盗窃案有所减少。',
      '由于更换了路灯，东莫区的盗窃案减少了。',
      'cause',
    ],
    [
      '工厂于1998年关闭，时在阿登洪水两年之后。',
      '阿登洪水过去两年，工厂于1998年停办。',
      '阿登洪水导致工厂于1998年关闭。',
      'cause',
    ],
    [
      '圣奥拉教堂在1666年大火之前建成。',
      '1666年大火时，圣奥拉教堂已经竣工。',
      '圣奥拉教堂在1666年大火之后建成。',
      'time',
    ],
    [
      '何延所长于2011年离任，此后由阮清主持研究所。',
      '2011年起，研究所由阮清主持。',
      '何延所长2011年起主持研究所。',
      'time',
    ],
    ['检查人员在塔维河口没有发现汞。', '塔维河口未查出汞。', '检查人员在塔维河口发现了汞。', 'denial'],
    [
      '委员会驳回了丰维造纸厂的申诉。',
      '丰维造纸厂的申诉被委员会驳回。',
      '委员会接受了丰维造纸厂的申诉。',
      'denial',
    ],
    [
      '据居民反映，科恩厂2019年排放过染料。',
      '居民称科恩厂在2019年排过染料。',
      '经证实，科恩厂2019年排放过染料。',
      'hearsay',
    ],
  ],
}
