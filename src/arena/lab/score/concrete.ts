/**
 * Words by which a sentence without figures still says something that could be looked up: causes, kinship, honours,
 * what befell a thing. A world that does not say it does not support it. Praise and advice have none of them.
 */
export const concrete =
  /(?<!\p{L})(?:because|owing to|owes?|owed|thanks to|due to|as a result of|caused by|father|mother|brother|sister|son of|daughter|wife|husband|married|uncle|aunt|cousin|twinned|sister (?:city|town)|partner town|named after|awards?|awarded|prize|medals?|won|knighted|honoured|destroyed|damaged|burn(?:ed|t)|flooded|floods?|earthquake|collapsed|demolished|restored|renovated|refurbished|rebuilt|reconstructed|widened|extended|painted|closed|shut|sold|bought|acquired|merged|bankrupt(?:cy)?|insolven\w+|sued|strikes?|scandal|resigned|retired|dismissed|died|emigrated|studied under|inspired|modelled on|doubled|tripled|halved|quarry\w*|famous for|known for its|consists of|toll|lanes?)(?!\p{L})|因为|由于|因.{1,12}而|得益于|归功于|父亲|母亲|兄弟|姐妹|哥哥|姐姐|弟弟|妹妹|儿子|女儿|妻子|丈夫|结婚|嫁|娶|叔|舅|友好城市|姊妹|结对|得名|获奖|奖项|荣获|奖章|勋章|毁于|烧毁|火灾|洪水|地震|倒塌|拆除|修缮|翻修|重建|扩建|重修|改建|加固|漆|涂成|关闭|停业|出售|收购|并购|合并|破产|倒闭|诉讼|罢工|丑闻|辞职|退休|解职|去世|逝世|移居|师从|灵感|翻了?一番|增长了|下降了|减少了|营业额|利润|亏损|以.{1,12}(?:闻名|著称)|收费|车道|由.{1,8}制成/iu

/** Who says so, or where it stands: nothing about the world itself. */
export const attribution =
  /(?<!\p{L})(?:according to|sources?|reports?|reported|says?|said|states?|stated|article|register|courier|gazette|tribune|herald|review|archive|times|post|press|bulletin|chronicle|journal|yearbook|page|website|table|section|see)(?!\p{L})|据|报道|来源|来自|资料|显示|记载|登记|年鉴|网页|下表|参见|详见/iu

/**
 * What befell a thing or made a career, told of whatever a sentence is about: said beside what the world knows, it is a
 * claim of its own.
 */
export const happened =
  /(?<!\p{L})(?:(?:went|gone|going) (?:bankrupt|bust|under)|bankrupt(?:cy)?|insolven\w+|withdrew|pulled out|stepped in|(?:cut|stopped|ended|withdrawn) (?:its|their|the|all) (?:funding|support|payments)|took over (?:the )?(?:sponsorship|funding|construction|building|backing)|(?:after|when|because|since) (?:the|its|an?) (?:previous|former|old|original|earlier) (?:backer|sponsor|owner|contractor|builder|company|firm|donor|patron)|(?:taught|teaching|lectur(?:ed|ing)) (?!at \u0001)(?:there|here|for|at|in|career|post)|career in|(?:enter(?:ed|ing)|went into|going into|turn(?:ed|ing) to|left) politics|political career|ferr(?:y|ies)|ceased|stopped (?:running|operating|working)|cancelled|postponed|(?:publish|issu)(?:es|ing) (?:an?|its|the|several|two|three)|(?:quarterly|monthly|annual|scientific|weekly) (?:journal|magazine|bulletin|newsletter|review)s?|patents?)(?!\p{L})|破产|倒闭|撤资|撤出|退出(?:后|赞助)|(?:接手|接过)(?:了)?(?:赞助|承建|建设|资助)|任教|执教|教书|(?:从|步入|转入|投身|进入)政(?:坛|界)?(?!府|策)|当过.{0,6}(?:教师|老师|记者|工人|律师|医生)|渡轮|渡船|停运|停办|停刊|出版(?:了|一|有|着|多|若干|学术)|季刊|月刊|期刊|专利/iu
