/** Tells a figure to whoever runs a suite for its figures (`npm run soak:web`); tests say nothing. */
export function figure(what: string, value: string | number): void {
  if (process.env['KAOJU_FIGURES']) console.log(`figure: ${what} = ${value}`)
}
