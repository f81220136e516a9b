import type { Language } from '#vocabulary'
import type { Study } from './study.ts'

/** Fields in which sources are weighed each in their own way. */
export type Domain = 'law' | 'medicine' | 'finance' | 'technology' | 'science' | 'history'

interface Guide {
  /** Words of a question that belong to the field: stems in English. */
  readonly words: Readonly<Record<Language, RegExp>>
  /** What counts as a good source, and what a report must not miss. */
  readonly guidance: Readonly<Record<Language, string>>
}

const guides: Readonly<Record<Domain, Guide>> = {
  law: {
    words: {
      en: /\b(?:laws?|legal\w*|statut\w*|regulations?|regulatory|court|courts|courtroom|judg(?:e)?ments?|contracts?|contractual|liab\w*|plaintiff|defendant|lawsuit|legislat\w*|jurisdiction|patents?|copyright|treaty|gdpr|compliance|penalt(?:y|ies))\b/giu,
      zh: /法律|法规|法条|条例|民法|刑法|合同|诉讼|法院|判决|司法解释|违法|侵权|专利|著作权|法人|责任承担|第[一二三四五六七八九十百\d]+条/gu,
    },
    guidance: {
      en: 'This is a question of law. The text of the law itself and decisions of courts count before commentary; say which jurisdiction and which version or date a rule is from, cite articles as the source numbers them, and do not leave out conditions and exceptions.',
      zh: '这是法律问题。法律原文和法院裁判优先于评论；写明适用的法域、版本或日期，按来源的编号引用条款，不遗漏条件和例外。',
    },
  },
  medicine: {
    words: {
      en: /\b(?:diseases?|patients?|clinical\w*|drugs?|treatments?|therap\w*|symptoms?|diagnos\w*|vaccin\w*|cancers?|infections?|medicines?|medical|health|dos(?:e|es|age)|mortality|surger\w*|hospitals?|epidemi\w*)\b/giu,
      zh: /疾病|患者|临床|药物|治疗|疗法|症状|诊断|疫苗|癌|感染|医学|医疗|剂量|死亡率|手术|医院|流行病/gu,
    },
    guidance: {
      en: 'This is a question of medicine. Guidelines, systematic reviews and trials count before reports and news; say for whom a finding holds, how large the study was and how sure it is, and do not leave out harms.',
      zh: '这是医学问题。指南、系统综述和临床试验优先于报道；写明结论适用的人群、研究规模和把握程度，不遗漏不良影响。',
    },
  },
  finance: {
    words: {
      en: /\b(?:revenues?|profits?|earnings|shares?|stocks?|bonds?|dividends?|invest\w*|inflation|gdp|interest rates?|markets?|econom\w*|financ\w*|budgets?|tax(?:es|ation)?|turnover|fiscal|banks?|banking|debts?|currency)\b/giu,
      zh: /营收|收入|利润|股票|股份|债券|分红|投资|通货膨胀|通胀|国内生产总值|利率|市场|经济|财务|金融|预算|税|营业额|银行|债务|汇率/gu,
    },
    guidance: {
      en: 'This is a question of finance. Filings, accounts and official statistics count before news and forecasts; give every figure with its currency, its period and whether it is reported, estimated or forecast.',
      zh: '这是财经问题。公告、账目和官方统计优先于新闻和预测；每个数字都写明币种、期间，以及是实际值、估计还是预测。',
    },
  },
  technology: {
    words: {
      en: /\b(?:software|hardware|computers?|comput(?:ing|ational)|algorithms?|programming|databases?|apis?|machine learning|neural|artificial intelligence|llms?|servers?|networks?|chips?|semiconductors?|open[- ]source|protocols?|encryption|cyber\w*|robots?)\b/giu,
      zh: /软件|硬件|计算机|电脑|算法|编程|数据库|接口|机器学习|神经网络|人工智能|大模型|服务器|网络协议|芯片|半导体|开源|加密|机器人/gu,
    },
    guidance: {
      en: 'This is a question of technology. Documentation, specifications and measurements that can be repeated count before announcements; name versions and dates, say under which conditions a figure was measured, and do not leave out limits.',
      zh: '这是技术问题。文档、规范和可重复的测量优先于宣传；写明版本和日期、数据的测量条件，不遗漏局限。',
    },
  },
  science: {
    words: {
      en: /\b(?:physics|chemi\w*|biolog\w*|species|climate|experiments?|theor(?:y|ies)|molecul\w*|atoms?|quantum|genes?|genom\w*|genetic\w*|cells?|ecosystems?|geolog\w*|astronom\w*|planets?|galax\w*|proteins?|scientific|scientists?)\b/giu,
      zh: /物理|化学|生物|物种|气候|实验|理论|分子|原子|量子|基因|细胞|生态|地质|天文|行星|星系|蛋白|科学/gu,
    },
    guidance: {
      en: 'This is a question of science. Peer-reviewed work and data count before press releases; tell measured from modelled, give figures with their uncertainty where the source does, and say where findings are disputed.',
      zh: '这是科学问题。经同行评议的研究和数据优先于新闻稿；区分实测与模型，来源给出误差的一并写出，有争议处写明。',
    },
  },
  history: {
    words: {
      en: /\b(?:histor\w*|centur(?:y|ies)|wars?|dynast\w*|empires?|emperors?|kingdoms?|ancient|medieval|revolutions?|societ(?:y|ies)|social|cultur\w*|populations?|migrations?|politic\w*|elections?|colonial\w*)\b/giu,
      zh: /历史|世纪|战争|朝代|王朝|帝国|皇帝|古代|中世纪|革命|社会|文化|人口|移民|政治|选举|殖民/gu,
    },
    guidance: {
      en: 'This is a question of history or society. Records of the time and research count before retelling; give dates, tell what was recorded then from what was said later, and let differing accounts stand beside each other.',
      zh: '这是历史或社会问题。当时的记录和研究优先于转述；写明时间，区分当时的记载与后来的说法，不同的说法并列写出。',
    },
  },
}

/**
 * The domain of a question by its own words; undefined: none stands out, and nobody is guided. The agent that
 * GPT-Researcher asks a model for is a table here: what guides planner and writers is never a text from outside.
 */
export function domainOf(question: string): Domain | undefined {
  const counts = Object.entries(guides)
    .map(([name, { words }]) => ({
      name: name as Domain,
      // Who asks in Chinese names some things in English.
      count: new Set([words.en, words.zh].flatMap((some) => question.toLowerCase().match(some) ?? [])).size,
    }))
    .toSorted((a, b) => b.count - a.count)
  const [first, second] = counts
  return first && first.count > (second?.count ?? 0) ? first.name : undefined
}

/** A study whose planner and writers are told what its domain asks of them. */
export function guided(study: Study): Study {
  const domain = domainOf(study.task.question)
  return domain === undefined ? study : { ...study, guidance: guides[domain].guidance }
}
