import type { Fact } from '@watchfloor/contract';

export interface FactGroup {
  /** What the facts are about: "Actor". Undefined for facts that stand alone. */
  name: string | undefined;
  facts: Fact[];
}

const divider = ' › ';

/** Facts whose labels begin alike, "Actor › User", stand together under that beginning, which their labels then lack. */
export function toGroups(facts: readonly Fact[]): FactGroup[] {
  const groups: FactGroup[] = [];
  for (const fact of facts) {
    const at = fact.label.indexOf(divider);
    const name = at < 0 ? undefined : fact.label.slice(0, at);
    let group = groups.find((one) => one.name === name);
    if (!group) {
      group = { name, facts: [] };
      groups.push(group);
    }
    group.facts.push(name === undefined ? fact : { ...fact, label: fact.label.slice(at + divider.length) });
  }
  return groups;
}
