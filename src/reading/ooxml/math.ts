import { childAt, childrenOf, textOf, type XmlElement } from '../xml.ts'

/** Writes an Office equation (OMML, ECMA-376 part 1, 22.1) on one line, as a person would type it: `(a+b)/c`, `x^2`, `sqrt(x)`. */
export function lineOfMath(element: XmlElement): string {
  const inside = (parent: XmlElement | undefined): string => childrenOf(parent).map(lineOfMath).join('')
  const part = (name: string): string => inside(childAt(element, name))
  const raised = (mark: string, text: string): string => (text === '' ? '' : `${mark}${group(text)}`)
  switch (element.name) {
    case 't':
      return textOf(element)
    case 'f':
      return `${group(part('num'))}/${group(part('den'))}`
    case 'sSup':
      return part('e') + raised('^', part('sup'))
    case 'sSub':
      return part('e') + raised('_', part('sub'))
    case 'sSubSup':
      return part('e') + raised('_', part('sub')) + raised('^', part('sup'))
    case 'rad':
      return part('deg') === '' ? `sqrt(${part('e')})` : `root(${part('deg')}, ${part('e')})`
    case 'nary':
      return `${character(element, 'naryPr') ?? '∫'}${raised('_', part('sub'))}${raised('^', part('sup'))} ${part('e')}`
    case 'd': {
      const ends = childAt(element, 'dPr')
      const end = (name: string, usual: string): string => value(childAt(ends, name)) ?? usual
      return (
        end('begChr', '(') +
        childrenOf(element, 'e').map(inside).join(end('sepChr', '|')) +
        end('endChr', ')')
      )
    }
    case 'func':
      return `${part('fName')} ${part('e')}`
    case 'limLow':
      return part('e') + raised('_', part('lim'))
    case 'limUpp':
      return part('e') + raised('^', part('lim'))
    case 'm':
      return `[${childrenOf(element, 'mr')
        .map((row) => childrenOf(row, 'e').map(inside).join(', '))
        .join('; ')}]`
    default:
      return element.name.endsWith('Pr') ? '' : inside(element)
  }
}

function group(text: string): string {
  return /^([\p{L}\p{N}.,]+|\(.*\))$/u.test(text) ? text : `(${text})`
}

function value(element: XmlElement | undefined): string | undefined {
  return element?.attributes['m:val']
}

function character(element: XmlElement, properties: string): string | undefined {
  return value(childAt(element, properties, 'chr'))
}
