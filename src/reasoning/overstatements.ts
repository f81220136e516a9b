import type { Reason } from '#vocabulary'
import type { Alignment } from './alignment.ts'

/**
 * More than was said: a cause where the source tells what came after or went with what, a proof where it tells what is
 * said or seen, for each what all share, an amount for each day or month where it tells one (and for a year where it tells one for each day).
 */
export function findOverstatement({ claim, quotes }: Alignment): Reason | undefined {
  const sources = quotes.map(({ text }) => text).join('\n')
  for (const { own, theirs } of claims) {
    const [text] = own.exec(claim.text) ?? []
    if (text !== undefined && !theirs.test(sources)) return { code: 'content-missing', text }
  }
  const [period] = periods.filter(({ said }) => said.test(claim.text) && !said.test(sources))
  if (period && claim.quantities.some(({ kind }) => kind !== 'ordinal'))
    return { code: 'unit-differs', text: period.said.exec(claim.text)![0] }
  return undefined
}

const claims = [
  {
    own: /\b(?:because|caus(?:e|es|ed|ing)|led to|leads to|leading to|due to(?! be\b)|owing to|thanks to|as a result of|result(?:s|ed) in|brought about|triggered)\b|由于|因为|导致|造成|致使|促使|引发|归因于|(?<![大公特天即行驶出])使(?![用馆者命节役])/iu,
    theirs:
      /\b(?:because|caus\w*|lead\w*|led|due|owing|thanks|results?|resulted|resulting|brought|bring\w*|trigger\w*|therefore|thus|hence|so that|so|since|as|reasons?|effects?|affect\w*|ma[dk]e\w*|making|driven|drove|spark\w*|prompt\w*|forc\w*|contribut\w*|blam\w*|attribut\w*|responsible|following|from|by|through|over|for|with|means?|why|enabl\w*|allow\w*|help\w*|stem\w*|creat\w*|produc\w*|provok\w*|giv\w*)\b|由于|因|导致|造成|致使|促使|引发|引起|使|令|让|归|所以|从而|结果|带来|影响|以致|原因|得益|推动|源于|产生/iu,
  },
  {
    own: /\bprov(?:e[ns]?|ed|ing)\b|\bwithout (?:any )?doubt\b|\bundoubtedly\b|\bundisputed\b|经证实|已证实|证实了|证明了|毫无疑问|确凿|无可争议/iu,
    theirs:
      /\bprov\w*|\bproof\b|\bconfirm\w*|\bestablish\w*|\bcertain\w*|\bdoubt\w*|\bshow\w*|\bdemonstrat\w*|\bundisputed|\bfound\b|\bturn\w* out|证实|证明|确认|查实|查明|认定|属实|显示|表明|疑|确凿|发现/iu,
  },
  {
    own: /\beach of\b|\bapiece\b|各(?=自?[得获领付有])/iu,
    theirs:
      /\beach\b|\bevery\b|\bapiece\b|\brespectively\b|\bper\b|\bboth\b|\ba(?: |n )?(?:person|head)\b|各|每|分别|人均|都|均(?!分)/iu,
  },
] as const

const periods = [
  { said: /\b(?:an|per|each|every|one) hour\b|\bhourly\b|每小时|每一小时|时均/iu },
  { said: /\b(?:a|per|each|every) day\b|\bdaily\b|每天|每日|日均|一天|日产/iu },
  { said: /\b(?:a|per|each|every) week\b|\bweekly\b|每周|每星期|周均/iu },
  { said: /\b(?:a|per|each|every) month\b|\bmonthly\b|每月|每个月|月均/iu },
] as const
