const inTime =
  /\bover the (?:years|decades|centuries|course)|\bsuccessive|\bthrough(?:out)? (?:the years|time|history)|\bhistory of\b|\btimeline|\bchronolog|\bone after (?:another|the other)|\b(?:all|previous|former|past) (?:the )?(?:heads?|directors?|mayors?|presidents?|chairs?|leaders?|ministers?|owners?|holders?)\b|先后(?!顺序)|历任|历年|历届|历来|沿革|年表|大事记|前后由/iu

/** Whether a question asks what was so one after the other: who held a post over the years, how something changed. */
export function asksInTime(question: string): boolean {
  return inTime.test(question)
}
