/** The page: its frame, and the screen that the address names. */
export function App() {
  return <main>Kaoju</main>
}
