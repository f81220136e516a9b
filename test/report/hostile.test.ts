import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Audit, Document, Report } from '#vocabulary'
import { renderReport } from '#report'
import { all, parsePage } from './page.ts'
import { hostileCopy, sample } from './sample-report.ts'

const attack = fc.constantFrom(
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" onfocus="alert(1)" autofocus x="',
  '</mark></p></article></main></body></html><script>alert(1)</script>',
  '<!--<script>',
  '-->]]><svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)">',
  '<base href="http://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=http://evil.example">',
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///x"onclick="alert(1)',
  'http://evil.example/"><script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u0000<script>',
  '\uD800"<script>',
  '\u202Egnp.exe',
  '[x](javascript:alert(1)) ![y](http://evil.example/y.png) <img src=z>',
  '`${alert(1)}`',
)
const hostile = fc.oneof(
  attack,
  fc.tuple(attack, fc.string({ maxLength: 8 }), attack).map((parts) => parts.join('')),
)

interface Subject {
  readonly subject: Report | Audit
  readonly documents: readonly Document[]
}

const subjects: fc.Arbitrary<Subject> = fc
  .tuple(
    fc.constantFrom('en', 'zh'),
    fc.constantFrom('report', 'audit'),
    fc.infiniteStream(hostile),
    fc.double({ min: 0.2, max: 1, noNaN: true }),
  )
  .map(([language, kind, stream, share]) => {
    const made = sample(language)
    let turn = 0
    const next = (): string | undefined =>
      (turn += share) >= 1 ? ((turn -= 1), stream.next().value as string) : undefined
    return {
      subject: hostileCopy(made[kind], next),
      documents: Object.values(made.documents).map((document) => hostileCopy(document, next)),
    }
  })

const assetsOf = ({ subject, documents }: Subject): { documents: ReadonlyMap<string, Document> } => {
  // Ids stay what the citations say, so that the hostile documents are really shown.
  const cited = JSON.stringify(subject)
  return {
    documents: new Map(
      documents
        .filter(({ id }) => cited.includes(JSON.stringify(id)))
        .map((document) => [document.id, document]),
    ),
  }
}

describe('a hostile report', () => {
  test('makes no element, attribute or address of its own in the page', async () => {
    await fc.assert(
      fc.asyncProperty(subjects, async (made) => {
        const html = String(await renderReport(made.subject, 'html', assetsOf(made)))
        expect(html.match(/<script/g)!.length).toBe(1)
        expect(html.match(/<style/g)!.length).toBe(1)
        const page = parsePage(html)
        expect(all(page, 'script').length).toBe(1)
        expect(
          all(page, 'img,iframe,object,embed,base,link,form,video,audio,source[src],image,use').length,
        ).toBe(0)
        expect(all(page, 'meta').length).toBe(7)
        for (const element of all(page, '*'))
          for (const { name, value } of element.attributes) {
            expect(known.has(name), `${element.tagName} has ${name}="${value}"`).toBe(true)
            if (name === 'href') expect(value).toMatch(/^(#[\w-]+|file:|https?:)/)
          }
      }),
      { numRuns: 60 },
    )
  })

  test('makes no HTML, image or unsafe link in Markdown', async () => {
    const { Marked } = await import('marked')
    await fc.assert(
      fc.asyncProperty(subjects, async (made) => {
        const markdown = String(await renderReport(made.subject, 'md', assetsOf(made)))
        const marked = new Marked({ gfm: true })
        void marked.walkTokens(marked.lexer(markdown), (token) => {
          expect(['html', 'image', 'def', 'code', 'hr']).not.toContain(token.type)
          if (token.type === 'link') expect(String(token['href'])).toMatch(/^(file|https?):/)
        })
      }),
      { numRuns: 60 },
    )
  })
})

/** Every attribute that the page uses; anything else came from the text. */
const known = new Set(
  'lang,charset,http-equiv,content,name,class,id,aria-hidden,aria-labelledby,aria-describedby,aria-label,dir,href,data-open,tabindex,viewBox,viewbox,preserveAspectRatio,preserveaspectratio,x,y,width,height,scope,data-label,value,data-source,data-place,rel,target,data-quote,data-title,data-quotes,type,data-part,title,role,hidden,colspan,checked'.split(
    ',',
  ),
)
