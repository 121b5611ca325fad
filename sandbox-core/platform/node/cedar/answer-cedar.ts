// Questions to the official implementation of Cedar, answered in the words of the port.
import {
  formatPolicies,
  policyToJson,
  preparsePolicySet,
  statefulIsAuthorized,
  validate,
  type DetailedError,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarAnswer, CedarFault, CedarQuestion, CedarRequest, CedarVerdict } from '../../cedar.ts';

/** Throws what the implementation throws, after which it is not to be used again. */
export function answerCedar(question: CedarQuestion): CedarAnswer {
  switch (question.kind) {
    case 'parse':
      return { kind: 'parsed', policies: question.policies.map(parsed) };
    case 'validate':
      return validated(question.schema, question.policies);
    case 'format': {
      const answer = formatPolicies({ policyText: question.text, lineWidth: 100, indentWidth: 2 });
      if (answer.type === 'failure') return { kind: 'refused', fault: faultOf(answer.errors[0]) };
      return { kind: 'formatted', text: answer.formatted_policy };
    }
    case 'authorize':
      return judged(question.policies, question.requests);
  }
}

function parsed(text: string): { readonly json: unknown } | { readonly fault: CedarFault } {
  const answer = policyToJson(text);
  return answer.type === 'success' ? { json: answer.json } : { fault: faultOf(answer.errors[0]) };
}

function validated(schema: string, policies: readonly string[]): CedarAnswer {
  const answer = validate({ schema, policies: { staticPolicies: byNumber(policies) } });
  if (answer.type === 'failure') return { kind: 'refused', fault: faultOf(answer.errors[0]) };
  const faults = (list: typeof answer.validationErrors): CedarFault[] =>
    list.map(({ policyId, error }) => faultOf(error, Number(policyId)));
  return { kind: 'validated', errors: faults(answer.validationErrors), warnings: faults(answer.validationWarnings) };
}

/** Without the schema: it would be read again for each request, and requests are made by us. */
function judged(policies: readonly string[], requests: readonly CedarRequest[]): CedarAnswer {
  const read = preparsePolicySet('sandbox', { staticPolicies: byNumber(policies) });
  if (read.type === 'failure') return { kind: 'refused', fault: faultOf(read.errors[0]) };
  const verdicts: CedarVerdict[] = [];
  for (const { principal, action, resource, context, entities } of requests) {
    const answer = statefulIsAuthorized({
      ...{ principal, action, resource, context },
      entities: entities.map(({ uid, attrs, parents }) => ({ uid, attrs, parents: [...parents] })),
      preparsedPolicySetId: 'sandbox',
      validateRequest: false,
    });
    if (answer.type === 'failure') return { kind: 'refused', fault: faultOf(answer.errors[0]) };
    const { decision, diagnostics } = answer.response;
    verdicts.push({
      allowed: decision === 'allow',
      reasons: diagnostics.reason.map(Number),
      errors: diagnostics.errors.map(({ policyId }) => Number(policyId)),
    });
  }
  return { kind: 'judged', verdicts };
}

function byNumber(policies: readonly string[]): Record<string, string> {
  return Object.fromEntries(policies.map((text, number) => [String(number), text]));
}

function faultOf(error: DetailedError | undefined, policy?: number): CedarFault {
  const label = error?.sourceLocations?.[0]?.label;
  const details = [label, error?.help].filter((text) => typeof text === 'string').join('; ');
  const message = `${error?.message ?? 'refused without a reason'}${details === '' ? '' : ` (${details})`}`;
  return { message, offset: error?.sourceLocations?.[0]?.start, policy };
}
