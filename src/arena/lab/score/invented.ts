import { typeWords } from './units.ts'

const kinds = Object.values(typeWords)
const english = kinds.map(({ en }) => en).join('|')
const chinese = kinds.map(({ zh }) => zh).join('|')
const measured =
  'most (?:popular|visited|frequented|expensive)|busiest|oldest|largest|biggest|longest|tallest|deepest|smallest|youngest|newest|richest'
const around = String.raw`(?:country|region|area|world|nation|province|district|county|continent)`

/**
 * What is said without figures and could yet be looked up: superlatives over a circle that nobody names (`one of the
 * oldest museums in the country`), reputations (`regarded as landmarks of …`), and how those live who were counted.
 */
export const invented = new RegExp(
  [
    String.raw`(?<!\p{L})(?:the|its) (?:\p{Ll}+[- ])?(?:${measured}) (?:\p{Ll}+ )?(?:${english}) (?:in|of) the (?:whole |entire )?${around}(?!\p{L})`,
    String.raw`(?:全国|全省|国内|世界|[该本]?地区|当地|本地)[^，。；]{0,8}最(?:悠久|古老|早|老|大|长|高|深|浅|小|新|短|贵|繁忙|热门|年轻|受欢迎)的?(?:${chinese})`,
    String.raw`(?<!\p{L})(?:is|are|was|were) (?:\p{Ll}+ly |often |now )?(?:regarded|considered|recogni[sz]ed|seen|hailed) (?:as )?(?:an? |the |one of the )?(?:\p{Ll}+ )?(?:landmarks?|masterpieces?|milestones?|classics?|(?:prime |leading )?examples?|pioneers?) (?:of|in) `,
    String.raw`(?:被|公认)(?:普遍)?(?:视为|誉为|认为是|看作|为)[^，。；]{2,16}的?(?:代表作|里程碑|典范|杰作|先驱)`,
    String.raw`(?<!\p{L})(?:most|many|half|the majority|a majority|a third) of (?:them|these|those) (?:live|work|come|commute|arrive|settled)(?!\p{L})`,
  ].join('|'),
  'iu',
)

/** Causes, which the world has none of. */
export const causes =
  /(?<!\p{L})(?:(?:largely|mainly|mostly|chiefly|primarily) (?:stems?|results?|comes?|arises?) from|stems? from|is (?:largely |mainly |mostly |chiefly )?(?:explained by|attributable to))(?!\p{L})|(?:主要|大多|多|很大程度上)?(?:源于|缘于|归因于|归结于)/iu
