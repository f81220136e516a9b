/** Unicode and ICU versions of the running engine: what text analysis and character classes depend on. */
export const unicodeVersions: { readonly unicode: string; readonly icu: string } = {
  unicode: process.versions.unicode ?? 'none',
  icu: process.versions.icu ?? 'none',
}
