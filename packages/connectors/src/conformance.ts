// What every connector guarantees, as tests over real sockets. A vendor's own part is in its folder, beside its tests.
export { describeFaults } from './conformance/faults.ts';
export { describeKept } from './conformance/kept.ts';
export { createRandom, type Random } from './conformance/random.ts';
export {
  compare,
  contextFor,
  day,
  errorOf,
  type ListCase,
  not,
  nothingWrong,
  only,
  question,
  readerOf,
  walk,
  wholeRange,
} from './conformance/reading.ts';
export {
  closeOpened,
  connectTo,
  type Fixture,
  type ListFixture,
  openStage,
  startVendor,
} from './conformance/stage.ts';
export { describeWalks } from './conformance/walks.ts';
