/** What the simulated model fills its thinking with where it has little to think: own-written, and about nothing. */
import type { Language } from '#vocabulary'
import type { Chance } from '#runtime'

/** Sentences that state nothing about the world, so that nobody can take them for evidence. */
const sentences: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Let me read the question once more before I go on.',
    'What exactly is being asked for here, and in which form?',
    'I should keep to what stands in the text in front of me.',
    'First I look for the passage that speaks of it directly.',
    'There may be more than one place that matters, so I go through all of them in order.',
    'I compare the wording on both sides before I settle on anything.',
    'A name that looks alike need not be the same name.',
    'If two passages disagree, I ought to say so and not choose in silence.',
    'Nothing is gained by guessing where the text says nothing.',
    'I check whether a later passage corrects an earlier one.',
    'The units have to agree before any two figures can be set side by side.',
    'I go back to the beginning and see whether I have skipped a line.',
    'The form of the answer matters as much as its content, so I look at that too.',
    'That seems to be in order so far.',
    'I still want to be certain about the last step.',
    'Let me put the parts together, one after the other.',
    'Is there anything that would speak against this reading?',
    'I do not see such a thing, but I look again to be safe.',
    'It is better to be brief than to say more than can be shown.',
    'Now I arrange what I have found so that it can be followed.',
    'Each part should point to where it comes from.',
    'I leave out whatever does not bear on the question.',
    'One more pass over the material will not hurt.',
    'With that, I am about ready to write it down.',
  ],
  zh: [
    '先把问题再读一遍。',
    '这里到底问的是什么，要用什么形式来答？',
    '应当只依据眼前的文字，不添加别的东西。',
    '先找直接谈到它的那一段。',
    '相关的地方可能不止一处，我按顺序逐一看过去。',
    '下结论之前，把两边的措辞对照一下。',
    '看起来相近的名称，未必是同一个名称。',
    '如果两段说法不一致，就该如实指出，而不是悄悄选一个。',
    '文中没有说的，猜测也没有用处。',
    '再看看后面的段落有没有更正前面的说法。',
    '单位必须一致，数字才能放在一起比较。',
    '回到开头，看看是不是漏了哪一行。',
    '答案的形式和内容同样要紧，也要核对一下。',
    '到目前为止似乎没有问题。',
    '最后一步我还想再确认一下。',
    '现在把各个部分依次合起来。',
    '有没有什么会推翻这种理解？',
    '暂时没有看到，不过稳妥起见再查一遍。',
    '宁可简短，也不要说出无法证明的话。',
    '接下来把找到的内容理顺，方便别人跟着看。',
    '每一部分都应当说明出处。',
    '与问题无关的就略去。',
    '把材料再过一遍也无妨。',
    '这样一来，差不多可以动笔了。',
  ],
}

/** Text of about so many tokens, as `count` counts them; its sentences come in an order of their own each time round. */
export function musing(
  tokens: number,
  language: Language,
  chance: Chance,
  count: (text: string) => number,
): string {
  const between = language === 'en' ? ' ' : ''
  let text = ''
  let left = tokens
  while (left > 0)
    for (const sentence of chance.shuffle(sentences[language])) {
      if (left <= 0) break
      const needed = count(sentence)
      // What is left of the last sentence breaks off, as thinking at its bound does.
      const shown = needed > left ? sentence.slice(0, Math.ceil((sentence.length * left) / needed)) : sentence
      text += (text === '' ? '' : between) + shown
      left -= needed
    }
  return text
}
