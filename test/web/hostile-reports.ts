import type {
  Block,
  Citation,
  Conflict,
  Document,
  Expression,
  LoggedEvent,
  Reason,
  Report,
  ReportSentence,
  RunEvent,
} from '#vocabulary'

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What runs calls `pwned`; what is fetched is fetched from `evil.example`. */
export const payloads: readonly string[] = [
  '<script>pwned()</script>',
  '</script><script>pwned()</script>',
  '</title></style></textarea></noscript><script>pwned()</script>',
  '<img src=x onerror=pwned()>',
  '<img src="http://evil.example/pixel.png">',
  '"><img src=//evil.example/p onerror=pwned()>',
  "' autofocus onfocus=pwned() x='",
  '" onmouseover="pwned()" style="position:fixed;inset:0" x="',
  '<svg/onload=pwned()>',
  '<svg><script href="data:text/javascript,pwned()"/></svg>',
  '<svg><image href="http://evil.example/i.svg"/><foreignObject><iframe srcdoc="<script>parent.pwned()</script>"></iframe></foreignObject></svg>',
  '<svg><animate onbegin=pwned() attributeName=x dur=1s>',
  '<math><mtext></p><style><img src=x onerror=pwned()></style></mtext></math>',
  '<iframe src="javascript:parent.pwned()"></iframe>',
  '<object data="http://evil.example/o.swf"></object><embed src="http://evil.example/e">',
  '<link rel=stylesheet href="http://evil.example/s.css"><style>@import "http://evil.example/i.css"</style>',
  '<style>body{background:url(http://evil.example/bg)}</style>',
  '<base href="http://evil.example/"><meta http-equiv=refresh content="0;url=http://evil.example/">',
  '<meta http-equiv="Content-Security-Policy" content="script-src *">',
  '<form action="http://evil.example/"><button autofocus formaction="javascript:pwned()">x</button></form>',
  '<video src="http://evil.example/v" autoplay onloadstart=pwned()></video><audio src="http://evil.example/a">',
  '<details open ontoggle=pwned()>',
  '<body onload=pwned() onpageshow=pwned()>',
  '<input onfocus=pwned() autofocus><marquee onstart=pwned()>',
  '<!--<img src="--><img src=x onerror=pwned()>-->',
  '<a href="javascript:pwned()" id=x name=getElementById>click</a>',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '<template><script>pwned()</script></template>{{constructor.constructor("pwned()")()}}${pwned()}#{pwned()}',
  '<x-import src="http://evil.example/x"></x-import><link rel=preconnect href="http://evil.example">',
  ']]><script>pwned()</script><![CDATA[',
  '&lt;script&gt;pwned()&lt;/script&gt;&#60;img src=x onerror=pwned()&#62;',
  '\u003cscript\u003epwned()\u003c/script\u003e',
  '![pixel](http://evil.example/pixel.png "t")',
  '![pixel][p]\n\n[p]: http://evil.example/pixel.png',
  '[click](javascript:pwned()) <javascript:pwned()> [c](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+)',
  '[x](<javascript:pwned()>) [y](vbscript:pwned()) [z]( java\tscript:pwned() )',
  '```html\n<script>pwned()</script>\n```\n~~~\n<img src=x onerror=pwned()>',
  '# heading\n\n---\n\n> <img src=x onerror=pwned()>\n\n| a | b |\n|--|--|\n| <svg/onload=pwned()> | `</code><script>pwned()</script>` |',
  '\\<script>pwned()\\</script> \\![p](http://evil.example/b.png)',
  '[^1]: http://evil.example\n\n<http://evil.example/auto> www.evil.example',
  'background:url(http://evil.example/c);expression(pwned())',
  'red;}</style><script>pwned()</script>',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '__defineGetter__',
  '\u202Egnp.live\u202C \u2066\u2067\u2068\u2069\u200F\u061C',
  'safe\u202E<script>pwned()</script>',
  'zero\u200Bwidth\uFEFF\u00AD\u2060\u{E0041}\u{E007F}',
  '\u0000\u0001\u0008\u001B[31m\u007F\u0085\u009B31m',
  'line\u2028para\u2029\r\r\n\t\v\f',
  '\uD800',
  'lone \uDC00\uDBFF surrogates',
  'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324'.repeat(20),
  '',
  ' \n ',
  '𝕏'.repeat(300),
  'a'.repeat(3000),
]

export const uris: readonly string[] = [
  'javascript:pwned()',
  'JaVaScRiPt:pwned()',
  ' javascript:pwned()',
  'java\nscript:pwned()',
  'javascript://evil.example/%0Apwned()',
  'data:text/html,<script>pwned()</script>',
  'data:image/svg+xml,<svg onload="pwned()"/>',
  'vbscript:pwned()',
  'blob:http://kaoju.test/1',
  'file:///etc/passwd',
  'file://evil.example/share/x',
  '//evil.example/x',
  '\\\\evil.example\\x',
  '/\\evil.example',
  'http:evil.example',
  'http:///evil.example',
  'https://user:password@evil.example/',
  'https://kaoju.test@evil.example/',
  'http://evil.example/"onclick="pwned()',
  "http://evil.example/'><script>pwned()</script>",
  'http://evil.example/\u202Egnp.exe',
  'http://еxample.com/',
  'https://evil.example/%0d%0aSet-Cookie:x',
  'https://evil.example/%E2%80%AEgnp.exe',
  'http://[::1]:1/#<img src=x onerror=pwned()>',
  'http://evil.example:99999/',
  'view-source:http://evil.example',
  'chrome://settings',
  'intent://evil#Intent;end',
  'mailto:x@evil.example?body=<script>',
  'https://example.org/paper.pdf',
  '',
]

/** A document, a report that cites it and whatever else is shown with it. */
export interface HostileCase {
  readonly report: Report
  readonly document: Document
}

/**
 * A report whose every string is hostile.
 *
 * @param given.lawless also the names that a schema would refuse: verdicts, kinds, origins, ids
 */
export function hostileCase(seed: number, given: { readonly lawless: boolean }): HostileCase {
  const chance = chanceOf(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!
  const some = <T>(least: number, most: number, make: (index: number) => T): T[] =>
    Array.from({ length: least + Math.floor(chance() * (most - least + 1)) }, (_, index) => make(index))
  // One string of a hundred thousand characters in one report of eight: pages must bear it, tests must end.
  let giant = seed % 8 === 0
  const text = (): string => {
    const [first, second] = [one(payloads), one(payloads)]
    if (giant && chance() < 0.1) {
      giant = false
      return first.padEnd(20, 'x').repeat(5_000).slice(0, 100_000)
    }
    return chance() < 0.5 ? first : `Dredging ended ${first} in 2019. ${second}`
  }
  const uri = (): string => (chance() < 0.8 ? one(uris) : text())
  const named = <T extends string>(...names: readonly T[]): T =>
    given.lawless && chance() < 0.15 ? (one(payloads) as T) : one(names)
  const id = (prefix: string, digits: number): string =>
    given.lawless && chance() < 0.3
      ? text().slice(0, 200) || prefix
      : prefix +
        Math.floor(chance() * 2 ** 48)
          .toString(16)
          .padStart(digits, '0')
  const date = (): string => (chance() < 0.5 ? '2019-09-14T00:00:00Z' : text())

  const quotes = some(4, 8, () => text())
  const body = quotes.join('\n\n')
  const documentId = `d_${seed.toString(16).padStart(32, '0')}`
  const placeOf = (index: number): number =>
    quotes.slice(0, index).reduce((sum, quote) => sum + quote.length + 2, 0)
  const snapshot = (): string => (given.lawless && chance() < 0.3 ? text() : 'ab'.repeat(32))
  const citation = (): Citation => {
    const index = Math.floor(chance() * quotes.length)
    const quote = quotes[index]!
    return {
      evidence: id('e_', 24),
      document: chance() < 0.7 ? documentId : id('d_', 32),
      reader: { name: text(), version: 1, options: text() },
      uri: uri(),
      title: text(),
      ...(chance() < 0.5 ? { page: 1 + Math.floor(chance() * 9) } : {}),
      start: placeOf(index),
      end: placeOf(index) + quote.length,
      quote,
      snapshot: snapshot(),
      origin: named('native', 'ocr', 'described'),
      ...(chance() < 0.5 ? { publishedAt: date(), fetchedAt: date() } : {}),
      ...(chance() < 0.2 ? { cell: { table: 0, row: 1, column: 2 } } : {}),
      ...(chance() < 0.2 ? { withdrawn: true } : {}),
      ...(chance() < 0.3
        ? { copies: some(1, 2, () => ({ document: id('d_', 32), uri: uri(), title: text() })) }
        : {}),
    }
  }
  const reason = (): Reason => ({
    code: named('verbatim', 'number-differs', 'contradicted', 'nothing-relevant', 'recomputed'),
    text: text(),
    ...(chance() < 0.5 ? { instead: text() } : {}),
  })
  const sentence = (): ReportSentence => {
    const citations = some(0, 3, citation)
    const kind = named('quoted', 'computed', 'inferred')
    const value = (): Expression => ({
      op: 'value',
      evidence: citations[0]?.evidence ?? text(),
      text: text(),
    })
    return {
      text: chance() < 0.3 ? (citations[0]?.quote ?? text()) : text(),
      kind,
      verdict: named('supported', 'partly', 'conflicting', 'unsupported'),
      reasons: some(0, 3, reason),
      writer: text(),
      ...(chance() < 0.4 ? { verifier: `judge:${text()}` } : {}),
      citations,
      ...(kind === 'computed'
        ? { expression: { op: named('sum', 'percent-change', 'mean'), of: [value(), value()] } }
        : {}),
      ...(kind === 'inferred' ? { premises: some(0, 2, text) } : {}),
    }
  }
  const conflict = (): Conflict => ({
    about: text(),
    kind: named('number', 'date', 'polarity', 'superseded'),
    sides: some(2, 2, () => ({ value: text(), sentence: text(), citations: [citation()] })),
    resolution: named('newer-preferred', 'open'),
    note: text(),
  })
  const report: Report = {
    schema: 'kaoju-report/1',
    run: given.lawless ? text().slice(0, 300) || 'run' : `run-${seed}`,
    question: text(),
    language: seed % 3 === 0 ? 'zh' : 'en',
    createdAt: given.lawless ? date() : '2026-11-22T05:33:36.456Z',
    title: text(),
    method: text(),
    strategy: { name: text(), why: named('asked-for', 'news', 'planned') },
    effort: text(),
    plan: some(1, 3, (index) => ({
      id: `q${index}`,
      text: text(),
      origin: text(),
      dependsOn: [text()],
      state: named('answered', 'partly', 'unanswered'),
      why: text(),
    })),
    sections: some(1, 3, () => ({
      ...(chance() < 0.5 ? { part: text() } : {}),
      heading: text(),
      subQuestion: text(),
      sentences: some(1, 3, sentence),
    })),
    conflicts: some(0, 2, conflict),
    coverage: {
      asked: 2,
      answered: 1,
      failed: some(0, 2, () => ({ what: uri(), why: text() })),
      filesRead: 1,
      filesFailed: 1,
      notes: some(0, 2, text),
    },
    cost: {
      currency: 'USD',
      amount: 0,
      calls: 1,
      tokens: 2,
      lost: [{ step: text(), model: text(), tokens: 1, usd: null }],
    },
    models: [{ role: text(), model: text(), calls: 1, tokens: 1, usd: null }],
    steps: [{ step: text(), role: text(), by: text(), times: 1, because: [text()] }],
    outside: {
      queries: some(1, 2, text),
      answered: [text()],
      failed: [{ engine: text(), why: text() }],
      brought: 1,
      missed: 1,
    },
    timings: JSON.parse(`{"total": 5, "__proto__": 1, ${JSON.stringify(text())}: 2}`) as Record<
      string,
      number
    >,
    engine: { name: 'kaoju', version: text() },
  }
  return { report, document: documentOf() }

  function documentOf(): Document {
    const kinds = ['title', 'heading', 'paragraph', 'list-item', 'code', 'quote', 'caption'] as const
    const blocks = quotes.map((quote, index): Block => ({
      kind: named(...kinds),
      level: Math.floor(chance() * 12) - 3,
      start: placeOf(index),
      end: placeOf(index) + quote.length,
    }))
    return {
      id: documentId,
      snapshot: 'ab'.repeat(32),
      reader: { name: text(), version: 1, options: text() },
      mediaType: named('text/plain', 'text/html'),
      title: text() || 'untitled',
      language: 'en',
      text: body,
      blocks: blocks.filter(({ start, end }) => end > start),
      tables: [],
      pages: [{ number: 1, label: text(), start: 0, end: body.length }],
      layout: [],
      origin: 'native',
      authors: [text()],
      metadata: {},
      warnings: [text()],
    }
  }
}

/** A run's log whose every string is hostile, and that is over. */
export function hostileLog(seed: number, run: string): LoggedEvent[] {
  const chance = chanceOf(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!
  const text = (): string => one(payloads)
  const uri = (): string => (chance() < 0.7 ? one(uris) : text())
  const { report } = hostileCase(seed, { lawless: true })
  const plan = report.plan.map((question, index) => ({
    ...question,
    id: `q${index + 1}`,
    dependsOn: index === 0 ? [] : ['q1', text()],
  }))
  const failure = (): { code: string; why: string } => ({ code: text(), why: text() })
  const events: RunEvent[] = [
    { type: 'run-start', kind: 'research', subject: text(), method: text() },
    { type: 'plan-made', plan },
    { type: 'step-start', path: text() },
    { type: 'progress', phase: text(), done: 1, total: 2, item: text() },
    { type: 'file-read', uri: uri(), document: text(), passages: 1, outcome: 'added' },
    { type: 'file-failed', uri: uri(), ...failure() },
    { type: 'file-missing', uri: uri() },
    { type: 'query-sent', engine: text(), query: text() },
    { type: 'engine-skipped', engine: text(), ...failure() },
    { type: 'page-fetched', url: uri(), finalUrl: uri(), via: 'network', bytes: 1, route: text() },
    { type: 'page-failed', url: uri(), ...failure() },
    { type: 'question-searched', question: 'q1', query: text(), hits: 1, round: 1 },
    { type: 'evidence-found', question: 'q1', quote: text(), uri: uri() },
    { type: 'sentence-verified', text: text(), verdict: 'partly', reasons: [] },
    ...report.conflicts.map((conflict): RunEvent => ({ type: 'conflict-found', conflict })),
    ...report.sections.map((section): RunEvent => ({ type: 'section-published', section })),
    {
      type: 'call-end',
      kind: 'chat',
      service: text(),
      purpose: text(),
      attempt: 1,
      outcome: 'failed',
      inputTokens: 1,
      outputTokens: 1,
      usd: null,
      milliseconds: 1,
      ...failure(),
    },
    { type: 'call-retry', service: text(), purpose: text(), attempt: 1, wait: 1, ...failure() },
    { type: 'thinking', service: text(), purpose: text(), text: text() },
    { type: 'fallback', purpose: text(), from: text(), to: text(), ...failure() },
    { type: 'steering-heeded', place: text(), number: 1, steering: { kind: 'note', text: text() } },
    { type: 'steering-heeded', place: text(), number: 2, steering: { kind: 'source-add', url: uri() } },
    { type: 'warning', code: text(), message: text() },
    { type: 'run-end', outcome: 'done', milliseconds: 1 },
  ]
  return events.map((event, index) => ({
    sequence: index + 1,
    run,
    at: '2026-11-22T05:33:36.456Z',
    path: text(),
    event,
  }))
}
