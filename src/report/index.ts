/** Room 10, `report`: how is it told? */
export * from './format.ts'
