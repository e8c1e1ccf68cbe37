/**
 * YAML to Python values as PyYAML makes them: plain scalars are told apart by the rules of YAML 1.1 as PyYAML has them.
 * Source of the rules: https://github.com/yaml/pyyaml, resolver.py and constructor.py.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, type Document, type Node } from 'yaml';
import { dictHas, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { normalise } from '../../python/builtins/numbers.ts';
import { parseDouble } from '../../python/builtins/numberTexts.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { PyDict, PyFloat, PyList, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** What YAML 1.2 and OmegaConf take for a float besides: `1e-4`. */
const EXPONENT = /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/;
/** Dates and numbers to the base of 60, which no model is configured by. */
const RARE = /^(?:\d{4}-\d{1,2}-\d{1,2}.*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)$/;

export interface YamlRules {
  /** `1e-4` is a number. */
  readonly exponents: boolean;
}

/** The values of all documents of a text; null when it is not YAML. */
export function parseYaml(rt: Runtime, text: string, rules: YamlRules): readonly Value[] | null {
  rt.spend(text.length / 50);
  const documents = parseAllDocuments(text, { schema: 'failsafe', merge: true, version: '1.1' });
  if ('empty' in documents) return [null];
  if (documents.some(({ errors }) => errors.length > 0)) return null;
  return documents.map((document) => new Reader(rt, document, rules).value(document.contents));
}

class Reader {
  readonly #rt: Runtime;
  readonly #document: Document;
  readonly #rules: YamlRules;
  /** An anchor and its aliases are one object. */
  readonly #made = new Map<Node, Value>();

  constructor(rt: Runtime, document: Document, rules: YamlRules) {
    this.#rt = rt;
    this.#document = document;
    this.#rules = rules;
  }

  value(node: unknown): Value {
    if (isAlias(node)) return this.value(node.resolve(this.#document));
    if (isScalar(node)) {
      return this.#scalar(node.type ?? 'PLAIN', node.source ?? '', node.tag);
    }
    if (!isMap(node) && !isSeq(node)) return null;
    const known = this.#made.get(node);
    if (known !== undefined) return known;
    if (isSeq(node)) {
      const items = node.items.map((item) => (isPair(item) ? null : this.value(item)));
      const list = node.tag?.endsWith('python/tuple') === true ? new PyTuple(items) : new PyList(items);
      this.#made.set(node, list);
      return list;
    }
    const dict = new PyDict();
    this.#made.set(node, dict);
    const merged: PyDict[] = [];
    for (const { key, value } of node.items) {
      const name = this.value(key);
      const item = this.value(value);
      if (name === '<<') {
        for (const part of item instanceof PyList ? item.items : [item]) {
          if (part instanceof PyDict) merged.push(part);
        }
      } else dictSet(this.#rt, dict, name, item);
    }
    for (const part of merged) {
      for (const [name, item] of dictItems(part)) {
        if (dictHas(this.#rt, dict, name) === false) dictSet(this.#rt, dict, name, item);
      }
    }
    return dict;
  }

  #scalar(type: string, text: string, tag: string | undefined): Value {
    const isText = type !== 'PLAIN' || tag?.endsWith(':str') === true || tag === '!';
    if (isText) return text;
    if (TRUE.test(text)) return true;
    if (FALSE.test(text)) return false;
    if (NULL.test(text)) return null;
    if (INTEGER.test(text)) return integer(text.replaceAll('_', ''));
    if (FLOAT.test(text) || (this.#rules.exponents && EXPONENT.test(text))) return new PyFloat(double(text));
    return RARE.test(text) ? this.#rt.unknown(`${text} in YAML is not modelled`) : text;
  }
}

function integer(text: string): Value {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '');
  const isOctal = /^0[0-7]+$/.test(digits);
  return normalise(sign * BigInt(isOctal ? `0o${digits.slice(1)}` : digits));
}

function double(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  return parseDouble(plain.replace(/\.(inf|nan)$/, '$1')) ?? Number.NaN;
}
