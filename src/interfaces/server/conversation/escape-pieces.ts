/**
 * Takes the power from Markdown that comes in pieces, whatever is cut where: no link, image, HTML or address that a
 * reader would turn into one; headings, lists and emphasis stay (CommonMark 0.31 and the GitHub extensions).
 */
export function escapePieces(): (piece: string) => string {
  let before = ''
  return (piece) => {
    let made = ''
    for (const character of piece) {
      const active = powers.has(character) || startsAddress(before, character)
      made += active ? `\\${character}` : character
      before = (before + character).slice(-3)
    }
    return made
  }
}

const powers = new Set(['\\', '[', ']', '<', '`', '@', '&', '$'])

function startsAddress(before: string, character: string): boolean {
  if (character === '/') return before.endsWith('/') || before.endsWith(':')
  return character === '.' && before.toLowerCase() === 'www'
}
