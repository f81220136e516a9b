/** What kind of words an answer must contain. */
export type AnswerType =
  | 'quantity'
  | 'percent'
  | 'money'
  | 'date'
  | 'name'
  | 'place'
  | 'cause'
  | 'method'
  | 'polar'
  | 'list'
  | 'any'
