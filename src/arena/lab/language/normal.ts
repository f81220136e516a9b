const cjk = String.raw`[\p{Script=Han}\u3000-\u303f]`
const besideHan = new RegExp(`(?<=${cjk}) | (?=${cjk})`, 'gu')

/**
 * A text as it is compared: width and white space made even, no space beside a Chinese character, none of the marks that
 * make letters bold, no ids in brackets; of links the words.
 */
export function normal(text: string): string {
  return (text.includes('[') || text.includes('【') ? unbracketed(text) : text)
    .normalize('NFKC')
    .replaceAll(/[*_`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(besideHan, '')
    .trim()
}

function unbracketed(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]\n]{1,200})\]\([^()\s]{1,500}\)/g, '$1')
    .replaceAll(/[[【]\^?(?:[\p{L}_-]{0,9}\d{1,5}(?:[,;、 –-]{1,2}|$|(?=[\]】]))){1,12}[\]】]/gu, ' ')
}
