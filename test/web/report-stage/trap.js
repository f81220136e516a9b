// Before anything else on a page: whatever a text could bring about is told on the console.
{
  const told = (what) => console.error(`TRAP ${what}`)
  globalThis.pwned = () => told('ran')
  addEventListener('securitypolicyviolation', (event) =>
    told(`policy ${event.violatedDirective} ${event.blockedURI}`),
  )
  for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
    Object.defineProperty(globalThis, name, { value: () => told(name) })
}
