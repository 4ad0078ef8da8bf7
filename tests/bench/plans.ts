/** Reads the plans that PostgreSQL's auto_explain writes into its log, as JSON. Pure. */

/** A statement as it ran: its text, the indexes it went through, and the tables it read from one end to the other. */
export interface Plan {
  readonly statement: string;
  readonly indexes: readonly string[];
  readonly scanned: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Every plan of a stretch of the log. Lines that follow a first one begin with a tab; everything else of the log is passed over. */
export function readPlans(log: string): Plan[] {
  return log.split(/^(?!\t)/m).flatMap((entry) => {
    const [head = '', ...rest] = entry.split('\n');
    if (!/ plan:$/.test(head)) return [];
    const { 'Query Text': statement, Plan: root } = JSON.parse(rest.join('\n')) as {
      'Query Text': string;
      Plan: PlanNode;
    };
    const nodes = flatten(root);
    return [
      { statement, indexes: named(nodes, 'Index Name'), scanned: named(nodes.filter(isSequential), 'Relation Name') },
    ];
  });
}

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];
const isSequential = (node: PlanNode) => node['Node Type'] === 'Seq Scan';
const named = (nodes: readonly PlanNode[], name: 'Index Name' | 'Relation Name') =>
  [...new Set(nodes.flatMap((node) => node[name] ?? []))].sort();
