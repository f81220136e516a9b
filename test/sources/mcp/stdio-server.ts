/** A server on standard input and output. Arguments: which one, and which era it speaks. */
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { lakeServer, shelfServer } from './lake-server.ts'

const [which, era] = process.argv.slice(2)
const factory = which === 'shelf' ? shelfServer : lakeServer
console.error(`serving ${which}, ${era}`)
if (era === 'older') await factory().connect(new StdioServerTransport())
else serveStdio(factory, { legacy: era === 'newer' ? 'reject' : 'serve' })
