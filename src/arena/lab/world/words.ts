/** What sites of the world write around their facts: titles and the like, none of which says anything of a thing. */
import type { Chance } from '#runtime'
import type { Entity, LabLanguage } from '../world.ts'
import type { Site } from './sites.ts'

type Worded<T> = Readonly<Record<LabLanguage, T>>

const titles: Worded<readonly string[]> = {
  en: ['{s}', '{s}: a portrait', 'Notes on {s}', 'A closer look at {s}', '{s} in brief', 'From our files: {s}', 'Looking back at {s}'], // prettier-ignore
  zh: ['{s}', '{s}小记', '走近{s}', '{s}概览', '本刊资料：{s}', '关于{s}', '再说{s}'],
}

const overviews: Worded<readonly string[]> = {
  en: ['{s} and others at a glance', 'An overview: {s} and more', 'Side by side: {s} and its like'],
  zh: ['{s}等一览', '对照表：{s}及其他', '{s}等资料汇编'],
}

const headings: Worded<readonly string[]> = {
  en: ['Background', 'From the files', 'What is known', 'Around it'],
  zh: ['背景', '档案摘录', '基本情况', '相关记述'],
}

/** A title for a page about one thing, or about several of which it is the first. */
export function titleOf(entity: Entity, language: LabLanguage, chance: Chance, several = false): string {
  const list = (several ? overviews : titles)[language]
  return list[chance.integer(list.length)]!.replace('{s}', () => entity.names[language])
}

export function headingOf(language: LabLanguage, chance: Chance): string {
  return headings[language][chance.integer(headings[language].length)]!
}

/** Both names of a thing, once. */
export function bothNames({ names: { en, zh } }: Entity, language: LabLanguage): string {
  return language === 'en' ? `This page is about ${en} (${zh}).` : `本文介绍的是${zh}（${en}）。`
}

/** Above the column of a table in which things stand. */
export const nameColumn: Worded<string> = { en: 'Name', zh: '名称' }

/** What a page says that it took from another one. */
export function takenFrom(site: string, language: LabLanguage): string {
  return language === 'en' ? `First published by ${site}.` : `本文转载自《${site}》。`
}

export function contentsTitle({ name, language }: Site): string {
  return language === 'en' ? `${name}: contents` : `${name}目录`
}

export function feedTitle({ name, language }: Site): string {
  return language === 'en' ? `${name}: what is new` : `${name}最新消息`
}

/** How a file of the user's own begins that says what must not leave. */
export const privateTitle: Worded<string> = { en: 'Internal, not for release', zh: '内部资料，请勿外传' }

export const memoTitle: Worded<string> = { en: 'Memo', zh: '备忘' }

const slugEnds = ['', '-notes', '-portrait', '-files', '-revisited']

/** What an address ends in: the English name in small letters. */
export function slugOf({ names }: Entity, chance: Chance): string {
  const stem = names.en
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return stem + slugEnds[chance.integer(slugEnds.length)]!
}
