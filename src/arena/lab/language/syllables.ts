/**
 * What names are coined from: syllables of our own in Latin letters, each with its transliteration, so that a name's
 * Chinese form follows from its Latin one as it does for a translator. Long because it is a table.
 *
 * No transliteration uses a character with which a Chinese sentence goes on after a name (的由为在于是到来里万加达…).
 */
type Syllables = readonly (readonly [latin: string, chinese: string])[]

/** How a stem begins. */
export const beginnings: Syllables = [
  ['Vel', '韦尔'],
  ['Tar', '塔'],
  ['Or', '奥尔'],
  ['Hal', '哈尔'],
  ['Bren', '布伦'],
  ['Kes', '凯斯'],
  ['Dov', '多夫'],
  ['Fen', '芬'],
  ['Hes', '赫斯'],
  ['Il', '伊尔'],
  ['Jor', '约尔'],
  ['Kar', '卡尔'],
  ['Lum', '卢姆'],
  ['Nor', '诺尔'],
  ['Os', '奥斯'],
  ['Quel', '奎尔'],
  ['Rud', '鲁德'],
  ['Sev', '塞夫'],
  ['Tov', '托夫'],
  ['Ul', '乌尔'],
  ['Ves', '韦斯'],
  ['Yar', '亚尔'],
  ['Zan', '赞'],
  ['Drev', '德雷夫'],
  ['Elk', '埃尔克'],
  ['Grav', '格拉夫'],
  ['Isk', '伊斯克'],
  ['Jas', '雅斯'],
  ['Kolv', '科尔夫'],
  ['Nem', '内姆'],
  ['Prev', '普雷夫'],
  ['Skel', '斯凯尔'],
]

/** What may stand between. */
export const middles: Syllables = [
  ['mo', '莫'],
  ['vo', '沃'],
  ['be', '贝'],
  ['di', '迪'],
  ['ka', '卡'],
  ['lu', '卢'],
  ['na', '纳'],
  ['pe', '佩'],
  ['ro', '罗'],
  ['ze', '泽'],
  ['go', '戈'],
  ['mi', '米'],
  ['du', '杜'],
  ['fa', '法'],
]

/** How a stem ends. */
export const endings: Syllables = [
  ['ra', '拉'],
  ['ren', '伦'],
  ['vik', '维克'],
  ['lin', '林'],
  ['rask', '拉斯克'],
  ['stad', '斯塔德'],
  ['mund', '蒙德'],
  ['gast', '盖斯特'],
  ['nia', '尼亚'],
  ['quist', '奎斯特'],
  ['zeth', '泽思'],
  ['nok', '诺克'],
  ['fyr', '菲尔'],
  ['lund', '隆德'],
  ['bek', '贝克'],
  ['vash', '瓦什'],
  ['tor', '托尔'],
  ['dzor', '佐尔'],
]

/** Given names of persons. */
export const givenNames: Syllables = [
  ['Mira', '米拉'],
  ['Jorun', '约伦'],
  ['Talvi', '塔尔维'],
  ['Edrik', '埃德瑞克'],
  ['Osanne', '奥桑娜'],
  ['Pavlin', '帕夫林'],
  ['Renske', '伦斯克'],
  ['Sigga', '西格'],
  ['Ulvar', '乌尔瓦'],
  ['Yelda', '耶尔黛'],
  ['Anselka', '安塞卡'],
  ['Bertil', '贝蒂尔'],
  ['Corvin', '科尔文'],
  ['Dagna', '黛格娜'],
  ['Evarist', '埃瓦斯特'],
  ['Fjodra', '菲奥德拉'],
  ['Gisela', '吉塞拉'],
  ['Henrik', '亨瑞克'],
  ['Ilmari', '伊尔玛'],
  ['Jadwin', '亚德文'],
  ['Kaspar', '卡斯帕'],
  ['Lovisa', '洛维萨'],
  ['Matteus', '马特乌斯'],
  ['Nadezh', '娜杰日'],
  ['Orsola', '奥尔索拉'],
  ['Petrik', '彼得瑞克'],
  ['Rikard', '瑞卡德'],
  ['Svanna', '斯瓦娜'],
  ['Tibor', '蒂博'],
  ['Vendela', '文德拉'],
  ['Wilmar', '维尔玛'],
  ['Zoltana', '佐尔塔娜'],
]
