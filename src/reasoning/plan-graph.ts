/**
 * A plan is a graph of sub-questions: acyclic, each asking one thing of what was asked, none twice, nothing left out.
 * What is wrong with one is told by code (`faultsInGraph`), whoever made it: a planner, a rule or the user.
 */
export * from './plan/node.ts'
export { faultsInGraph, isEmpty } from './plan/faults.ts'
export { canStart, orderOf } from './plan/order.ts'
export { fillSlots, slotsIn } from './plan/slots.ts'
export { nodesFrom, type GivenQuestion } from './plan/nodes-from.ts'
export { addNode, dropNode, editNode, type EditedPlan } from './plan/edit.ts'
export { workAsked, workOf } from './plan/work.ts'
export { sameText, wordingFaults } from './plan/wording.ts'
export { mendPlan } from './plan/mend.ts'
export { expressionOf, type FoundValue } from './plan/expression-of.ts'
