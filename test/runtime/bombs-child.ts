/** Fetches `count` bombs from `origin` all at once, and tells how each ended and how much memory that took at most. */
import { createWebEgress, type KaojuError } from '#runtime'

const [origin, count] = process.argv.slice(2) as [string, string]
const egress = createWebEgress({ endpoints: [], allow: [new URL(origin).host], together: 16, perHost: 16 })
const before = process.memoryUsage().rss
const outcomes = await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    egress.found({ url: `${origin}/${index}` }).then(
      ({ body }) => `${body.byteLength} bytes`,
      ({ code }: KaojuError) => code,
    ),
  ),
)
await egress.close()
const peak = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ outcomes, before, peak }))
