// Where the nodes and edges of a graph stand. Pure.

import * as dagre from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from '../protocol';
import { type Link, redundant } from './reduce';

export interface Box {
  /** Index into the graph's nodes. */
  place: number;
  kind: GraphNode['kind'];
  x: number;
  y: number;
  width: number;
  height: number;
  /** Already cut to what fits. */
  label: string;
  lines: string[];
  /** What a pointer or a screen reader is told: everything, uncut. */
  about: string;
  critical: boolean;
  hasSource: boolean;
}

export interface Line {
  kind: GraphEdge['kind'];
  points: { x: number; y: number }[];
  critical: boolean;
}

export interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  /** `12m of 30m`, or nothing. */
  critical: string | undefined;
}

const LABEL_WIDTH = 7.9;
const LINE_WIDTH = 6.5;
const PADDING = 14;
const NARROWEST = 132;
const WIDEST = 300;
const LABEL_HEIGHT = 42;
const LINE_HEIGHT = 16;
const BOTTOM = 4;
const MARGIN = 16;

export function layOut(graph: Graph): Drawing {
  const onPath = new Set(graph.critical?.nodes ?? []);
  const sheet = new dagre.graphlib.Graph({ multigraph: true });
  sheet.setGraph({ rankdir: 'TB', ranksep: 38, nodesep: 28, edgesep: 12, marginx: MARGIN, marginy: MARGIN });
  sheet.setDefaultEdgeLabel(() => ({}));

  const boxes = graph.nodes.map((node, place) => box(node, place, onPath.has(node.id)));
  // The library is given numbers: a node may be called `__proto__`.
  for (const { place, width, height } of boxes) {
    sheet.setNode(String(place), { width, height });
  }
  const edges = drawn(graph);
  edges.forEach(({ from, to }, index) => {
    sheet.setEdge(String(from), String(to), {}, String(index));
  });
  dagre.layout(sheet);

  for (const drawn of boxes) {
    const at = sheet.node(String(drawn.place));
    drawn.x = at.x - drawn.width / 2;
    drawn.y = at.y - drawn.height / 2;
  }
  const lines = edges.map(({ from, to, kind, critical }, index) => ({
    kind,
    points: pointsOf(sheet.edge({ v: String(from), w: String(to), name: String(index) })),
    critical,
  }));
  const { width = 0, height = 0 } = sheet.graph();
  return { width, height, boxes, lines, critical: criticalText(graph) };
}

/** An edge that is drawn, between places of nodes. */
interface Drawn extends Link {
  kind: GraphEdge['kind'];
  critical: boolean;
}

/**
 * The edges to draw: all along which data flows; of the others those that say something new, since an unrolled
 * loop makes each pass wait for all before it.
 */
function drawn({ nodes, edges, critical }: Graph): Drawn[] {
  const placeOf = new Map(nodes.map(({ id }, place) => [id, place]));
  const path = critical?.nodes ?? [];
  const steps = new Set(path.slice(1).map((to, index) => JSON.stringify([path[index], to])));
  const links = edges.flatMap(({ from, to, kind }) => {
    const [start, end] = [placeOf.get(from), placeOf.get(to)];
    // What an edge names but no node is: there is nothing to draw.
    return start === undefined || end === undefined
      ? []
      : [{ from: start, to: end, kind, critical: steps.has(JSON.stringify([from, to])) }];
  });
  const implied = redundant(nodes.length, links);
  return links.filter((link, index) => link.kind === 'data' || link.critical || !implied[index]);
}

/** Only what is drawn, since it is sent as a message. */
function pointsOf(edge: { points?: { x: number; y: number }[] } | undefined): { x: number; y: number }[] {
  return (edge?.points ?? []).map(({ x, y }) => ({ x, y }));
}

function box(node: GraphNode, place: number, critical: boolean): Box {
  const facts = factsOf(node);
  const widest = Math.max(node.label.length * LABEL_WIDTH, ...facts.map((fact) => fact.length * LINE_WIDTH));
  const width = Math.min(WIDEST, Math.max(NARROWEST, widest + 2 * PADDING));
  const room = width - 2 * PADDING;
  return {
    place,
    kind: node.kind,
    x: 0,
    y: 0,
    width,
    height: LABEL_HEIGHT + facts.length * LINE_HEIGHT + (facts.length > 0 ? BOTTOM : 0),
    label: cut(node.label, room / LABEL_WIDTH),
    lines: facts.map((fact) => cut(fact, room / LINE_WIDTH)),
    about: [`${node.kind} ${node.label}`, ...facts, ...(critical ? ['on the critical path'] : [])].join('\n'),
    critical,
    hasSource: node.source !== undefined,
  };
}

/** What stands below the label, most telling first. */
function factsOf({ detail, condition, timeout, place, role, pipelines }: GraphNode): string[] {
  const limits = [timeout && `≤ ${timeout}`, place].filter(Boolean).join(' · ');
  const roles = {
    release: 'on every path, when its resource is done with',
    finally: 'on every path, at the end',
  };
  return [
    condition,
    detail,
    limits,
    role && roles[role],
    pipelines && pipelines.length > 0 ? `also in ${pipelines.join(', ')}` : undefined,
  ].filter((fact): fact is string => Boolean(fact));
}

function criticalText({ critical }: Graph): string | undefined {
  if (!critical) {
    return undefined;
  }
  const { sum, deadline } = critical;
  return deadline ? `longest path ${sum} of ${deadline}` : `longest path ${sum}`;
}

/** Cuts whole characters, never half of one. */
function cut(text: string, room: number): string {
  const characters = [...text];
  const most = Math.max(1, Math.floor(room));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
