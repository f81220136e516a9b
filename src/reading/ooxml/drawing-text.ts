import { childrenOf, textOf, type XmlElement } from '../xml.ts'
import { lineOfMath } from './math.ts'
import { alternative } from './package.ts'

/** The text of a DrawingML text body: one line for each paragraph (ECMA-376 part 1, 21.1.2). */
export function drawingText(body: XmlElement | undefined): string {
  return childrenOf(body, 'p').map(drawingLine).join('\n')
}

/** The text of one DrawingML paragraph. */
export function drawingLine(paragraph: XmlElement): string {
  return childrenOf(paragraph)
    .map((child) => {
      if (child.name === 'r' || child.name === 'fld') return childrenOf(child, 't').map(textOf).join('')
      if (child.name === 'br') return '\n'
      if (child.name === 'm') return lineOfMath(child)
      if (child.name === 'AlternateContent')
        return drawingLine(alternative(child) ?? { name: '', attributes: {}, children: [] })
      return ''
    })
    .join('')
}
