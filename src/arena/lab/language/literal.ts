/** Source of a regular expression (flag `u`) for the words of a wording between its slots; beside Chinese there is no space. */
export function literal(words: string): string {
  return words
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/^ (?=.)/, String.raw`(?: |(?<=\p{Script=Han}))`)
    .replace(/ $/, String.raw`(?: |(?=\p{Script=Han}))`)
}
