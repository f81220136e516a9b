import { marked, type Token } from 'marked'

/** A document whose sentences would act if they were shown as Markdown or HTML. */
export const hostileText = [
  'The heron count of 2023 at Osier Bay was 41 birds ![x](http://evil.example/p.png) in the reeds.',
  'The heron colony at Osier Bay <img src=x onerror=alert(1)> moved to the north shore in 2022.',
  'Herons of Osier Bay nest late, says [the heron list](javascript:alert(1)) of the reserve.',
  'The warden of Osier Bay counts herons with `code](http://evil.example)` and ](http://evil.example) daily.',
  'See http://evil.example/herons or www.evil.example or heron@evil.example for herons at Osier Bay.',
  '[herons]: http://evil.example "herons of Osier Bay were counted twice"',
].join('\n\n')

export const hostileQuestion = 'How many herons were counted at Osier Bay, and who counts them?'

/** What of a Markdown text would act: images, HTML, and links that lead anywhere but where `own` says. */
export function activeIn(markdown: string, own: (href: string) => boolean = () => false): string[] {
  const found: string[] = []
  void marked.walkTokens(marked.lexer(markdown, { gfm: true }), (token: Token) => {
    if (token.type === 'image' || token.type === 'html' || token.type === 'def') found.push(token.raw)
    if (token.type === 'link' && !own(String(token['href']))) found.push(token.raw)
  })
  return found
}
