import type { LabLanguage } from '../world.ts'

/** Sentences that state nothing: about a thing (`{s}`), and in general. */
export const fillerSentences: Readonly<
  Record<LabLanguage, { readonly about: readonly string[]; readonly general: readonly string[] }>
> = {
  en: {
    about: [
      'Few people who pass {s} stop to think about it.',
      'Much has been written about {s}, and little of it agrees.',
    ],
    general: [
      'The light changes quickly in this part of the country.',
      'Opinions on the matter differ from house to house.',
    ],
  },
  zh: {
    about: ['路过{s}的人很少会停下来细想。', '关于{s}的文章不少，说法却各不相同。'],
    general: ['这一带的光线变化很快。', '对此各家的看法不尽相同。'],
  },
}
