import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Twelve documents of one passage each. */
const chunks: Readonly<Record<string, string>> = {
  bridge:
    '# Arden Bridge\n\nThe Arden Bridge crosses the Sola. It was designed by Mei Lin and opened in 1987.\n',
  lin: '# Mei Lin\n\nMei Lin was born in Tovaburg in 1941. She studied engineering.\n',
  tova: '# Tovaburg\n\nThe mayor of Tovaburg is Karl Brandt. The town lies on a hill.\n',
  lake: '# Lake Corvo\n\nLake Corvo is 42 m deep. Its shore is sandy.\n',
  lake2: '# Lake Mirna\n\nLake Mirna is 61 m deep. It freezes in winter.\n',
  museum:
    '# Halden Museum\n\n| Year | Visitors of the Halden Museum |\n| --- | --- |\n| 2018 | 10,000 |\n| 2019 | 11,000 |\n| 2020 | 12,000 |\n| 2021 | 13,100 |\n| 2022 | 13,900 |\n',
  noise:
    '# Street noise in Halden\n\nThe Halden Museum stands beside a loud road. A wall reduced the noise in the street.\n',
  school: '# Halden School\n\nThe Halden School teaches music. It was founded in 1920.\n',
  forest: '# Sola Forest\n\nThe Sola Forest is full of beech trees. Foxes live there.\n',
  tower: '# Ubar Tower\n\nThe Ubar Tower is 88 m high. It was painted red.\n',
  farm: '# Nettle Farm\n\nThe Nettle Farm grows barley and oats on its fields.\n',
  zh: '# 青湖大桥\n\n青湖大桥由林梅设计，1987年通车。\n\n# 林梅\n\n林梅出生于和平县。\n',
}

/** Writes them into a folder. */
export function writeCorpus(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(chunks)) writeFileSync(join(folder, `${name}.md`), text)
}
