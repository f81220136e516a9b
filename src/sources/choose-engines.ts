import type { EngineFacts, WebQuery } from './search.ts'

type Speciality = Exclude<EngineFacts['covers'], 'general'>

/**
 * What in a query shows that an engine for papers, code or encyclopedias has something to add. Simple signs in
 * English and Chinese: a wrong guess costs one query, for the general engines are asked in any case.
 */
const signs: Readonly<Record<Speciality, RegExp>> = {
  papers:
    /\b(?:arxiv|doi|pubmed|preprints?|papers?|stud(?:y|ies)|literature|journals?|peer[- ]reviewed|meta-?analys[ei]s|systematic reviews?|randomi[sz]ed|clinical|trials?|cohort|in vitro|in vivo|et al|citations?|theorems?|state[- ]of[- ]the[- ]art|benchmarks?|ablation|evidence (?:for|that|on|of)|effects? of|efficacy|mechanisms? of|research)\b|\b10\.\d{4,9}\/|论文|文献|综述|期刊|预印本|临床|随机对照|荟萃|元分析|实验研究|研究(?:表明|进展|现状|发现|显示|综述)|定理|机理|疗效|学术|引用/i,
  code: /\b(?:github|gitlab|npm|pypi|crates?\.io|source code|repositor(?:y|ies)|repos?|open[- ]source|librar(?:y|ies) for|sdk|apis?|cli|framework|implementation|implement(?:ed|ing)? in|package|compilers?|stack ?trace|exception|typescript|javascript|python|rust|golang|kubernetes|docker)\b|\w+\(\)|\w+::\w+|代码|源码|开源|仓库|接口文档|报错|编程|框架|函数|编译|软件包|依赖库/i,
  encyclopedia:
    /^(?:who|what) (?:is|are|was|were)\b|^when (?:was|were|did)\b|^where (?:is|was)\b|\b(?:definition|meaning|history|biography|origin|etymology|overview|founded|born|capital|population) (?:of|in|by)?\b|\bwhat does .+ mean|是什么|是谁|什么是|何谓|定义|含义|简介|概述|历史|起源|生平|百科|词源|首都|人口|成立于/i,
}

/** A name as programs have them: `useEffect`. */
const camelCase = /\b[a-z]{2,}[A-Z]\w+/

/** Few words, and no question: the name of something. */
const shortName = /^(?:[\p{Script=Han}·]{2,8}|[\p{L}\p{N}'’.·-]+(?:\s[\p{L}\p{N}'’.·-]+){0,2})$/u

/** Whether an engine that covers this should be asked; general ones always. */
export function fits(covers: EngineFacts['covers'], { text }: Pick<WebQuery, 'text'>): boolean {
  if (covers === 'general') return true
  const start = text.trim().slice(0, 2_000)
  if (signs[covers].test(start) || (covers === 'code' && camelCase.test(start))) return true
  return covers === 'encyclopedia' && isName(start)
}

function isName(text: string): boolean {
  if (text.length > 40 || signs.papers.test(text) || signs.code.test(text)) return false
  return shortName.test(text) && (/\s/.test(text) || text.length <= 8 || !/\p{Script=Han}/u.test(text))
}
