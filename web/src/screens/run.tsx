export function RunScreen(_given: { readonly id: string; readonly part?: 'work' | 'report' }) {
  return null
}
