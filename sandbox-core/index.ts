// The door to the engine: all that others may import. One line a file, in the order of the data's way.
export type { Diagnostic, Checked, Place } from './base/diagnostic.ts';
export { diagnosticText } from './base/diagnostic.ts';
export { SandboxError, messageOf, type ErrorCode } from './base/errors.ts';
export { FAMILIES, type Family } from './base/family.ts';
export type { CallIndex, ModuleId, RuleId, RunId } from './base/ids.ts';
export { coversGuestPath, guestDirectoryOf, isNormalGuestPath } from './base/guest-path.ts';
export { formatInstant, parseInstant } from './base/instant.ts';
export { nearestWord } from './base/nearest-word.ts';
export { Signal, type Disposer } from './base/signal.ts';
export { formatBytes, formatDuration, parseBytes, parseDuration, PAGE_BYTES, type Bytes, type Nanos } from './base/units.ts';
export { cutMiddle, hasHiddenCharacters, visibleLines, visibleText } from './base/visible-text.ts';
export type { ByteChannel, Database, GuestExit, GuestProcess, GuestSpawner, Jail, Log, Platform } from './platform/platform.ts';
export type {
  ByteRange,
  DataSegment,
  Export,
  ExternalType,
  FunctionBody,
  FunctionType,
  Import,
  Module,
  Section,
  SizeLimits,
  TypeDefinition,
  ValueType,
} from './module/module.ts';
export { callReach, type CallPath, type CallReach, type CallStep } from './module/call-graph.ts';
export { readModule } from './module/read-module.ts';
export { READ_CAPS, type ReadCaps } from './module/caps.ts';
export { FEATURES, type Feature } from './module/feature.ts';
export { engineFeatures } from './module/features.ts';
export { admit, type AdmitOptions } from './module/admit.ts';
export { describeModule, type ModuleDescription } from './module/describe-module.ts';
export { functionTypeText, externalTypeText } from './module/type-text.ts';
export { functionName, readNames, type Names } from './module/names.ts';
export { pathNames } from './module/path-names.ts';
export { InstructionWalker } from './module/instruction.ts';
export { readImmediates, type Immediate } from './module/immediates.ts';
export { boundResources, type BoundModule, type BoundOptions } from './rewrite/bound-resources.ts';
export { rewriteModule, type RewriteOptions, type RewrittenModule } from './rewrite/rewrite-module.ts';
export { OffsetMap } from './rewrite/offset-map.ts';
export { DEFAULT_LIMITS, LIMIT_NAMES, type LimitName, type Limits, type LimitUse } from './limits/limits.ts';
export { ON_MISS, type Manifest, type MountEntry, type MountRight, type OnMiss } from './policy/manifest.ts';
export { DEFAULT_RULE, type CedarPart, type Decision, type Rule } from './policy/decision.ts';
export { DOING } from './policy/action-words.ts';
export { ON_MISS_POINTER, RIGHT_ACTIONS } from './policy/rules.ts';
export { smallestChange } from './policy/smallest-change.ts';
export { ACTION_FAMILY, ACTIONS, asksPath, type Action, type PolicyRequest } from './policy/request.ts';
export { parseManifest } from './policy/parse-manifest.ts';
export { checkManifest } from './policy/check-manifest.ts';
export { manifestJsonSchema } from './policy/manifest-json-schema.ts';
export { formatManifest } from './policy/format-manifest.ts';
export { emptyManifest } from './policy/empty-manifest.ts';
export { PRESETS, type Preset } from './policy/presets.ts';
export { rulesOf } from './policy/rules.ts';
export { explain, missingSentence, type Explanation, type Question } from './policy/explain.ts';
export { compileTable, decide, type DecisionTable } from './policy/decide.ts';
export type { Expression } from './policy/condition/expression.ts';
export { conditionWords } from './policy/condition/words.ts';
export { CEDAR_CAPS } from './policy/cedar/caps.ts';
export { ASKED_ACTIONS, cedarSchema } from './policy/cedar/cedar-schema.ts';
export { desugar } from './policy/cedar/desugar.ts';
export { loadPolicy, readPolicies, type LoadedPolicy, type ReadPolicies } from './policy/cedar/load-policy.ts';
export { CedarOracle, type CheckedPolicies, type ParsedPolicy } from './policy/cedar/oracle.ts';
export { policyDiagnosticText, type PolicyDiagnostic, type PolicyText } from './policy/cedar/policy-text.ts';
export { exportPolicy, importPolicy, POLICY_FORMATS, type PolicyFormat } from './policy/translate/formats.ts';
export { lostText, type ExportedPolicy, type ImportedPolicy, type Lost } from './policy/translate/translation.ts';
export { ACCESS_KINDS, CALL_OUTCOMES, type AccessKind, type CallOutcome } from './recording/record/call-outcome.ts';
export type { CallSignature } from './recording/record/call-signature.ts';
export { CHUNK_CAPS, type Chunk } from './recording/record/chunk.ts';
export type { ChunkEntry, Recording } from './recording/store/recording.ts';
export { openRecording } from './recording/store/open-recording.ts';
export type { RecordedRule, RecordingHeader } from './recording/store/recording-header.ts';
export { DEFAULT_EXPORT, exportingRecording, exportRecording, type ExportChoice } from './recording/store/export-recording.ts';
export { NOTE_KINDS, type Note, type NoteKind } from './recording/store/notes.ts';
export { writeNotes } from './recording/store/write-notes.ts';
export { createRecording, type NewRecording, type RecordingWriter } from './recording/store/recording-writer.ts';
export { completeQuery, type Completion, type Completions, type ValueCount, type ValuesOf } from './query/complete.ts';
export { diagnosticOf, type CheckedQuery, type QueryFault } from './query/fault.ts';
export type { Field, FieldKind, FieldTable } from './query/fields.ts';
export { parseQuery } from './query/parse.ts';
export { printQuery, printValue } from './query/print.ts';
export type { FieldTest, Query } from './query/query.ts';
export { suggestQuery } from './query/suggest.ts';
export {
  callDetails,
  type AccessDetails,
  type ArgumentDetails,
  type CallDetails,
  type CallSource,
} from './trace/call-details.ts';
export { ERRNO_NAMES, errnoName } from './trace/errno.ts';
export { FoldIndex, LEAST_FOLDED, type FoldLine } from './trace/fold-index.ts';
export { foldIndex } from './trace/like-calls.ts';
export { matchingRows, type JudgingOptions, type MatchingRows } from './trace/matching-rows.ts';
export { nextFailure, type FailurePlace } from './trace/next-failure.ts';
export { chunkOutput, type OutputPiece } from './trace/output.ts';
export { overview, type Overview, type OverviewMark } from './trace/overview.ts';
export { OverviewWindow } from './trace/overview-window.ts';
export { gatherRange, rangeTotals, type RangeTotals } from './trace/range-totals.ts';
export { gatherOverview } from './trace/run-shape.ts';
export type { TimeSpan } from './trace/time-span.ts';
export { traceFields } from './trace/trace-fields.ts';
export { traceRows, callNameAt, traceRowsAt, type TraceRows } from './trace/trace-rows.ts';
export { valueCounts } from './trace/value-counts.ts';
export {
  capabilities,
  type Capability,
  type CapabilityFlag,
  type DeclaringImport,
  type RecordedUse,
} from './policy-tools/capabilities.ts';
export { comparePolicies, type Difference, type PolicyComparison } from './policy-tools/compare-policies.ts';
export { distinctRequests, type DistinctRequest, type DistinctRequests } from './policy-tools/distinct-requests.ts';
export { effectivePolicy, isMount, judge, type EffectivePolicy } from './policy-tools/effective-policy.ts';
export { SUGGESTION_LEVELS, type SuggestionLevel } from './policy-tools/path-selectors.ts';
export { parsePolicyTests, type PolicyTest, type PolicyTestFile } from './policy-tools/policy-test-file.ts';
export { recordedPlan, type RecordedPlan } from './policy-tools/recorded-policy.ts';
export { recordedRules } from './policy/recorded-rules.ts';
export { ruleReach, type IdleRule, type RuleReach, type WhyIdle } from './policy-tools/rule-reach.ts';
export {
  ruleNames,
  runPolicyTests,
  untestedRules,
  type PolicyTestResult,
  type UntestedRule,
} from './policy-tools/run-policy-tests.ts';
export {
  suggestPolicy,
  type SuggestedRule,
  type Suggestion,
  type SuggestionOptions,
  type SuggestionSource,
} from './policy-tools/suggest-policy.ts';
export { changedRows, whatIf, type Change, type WhatIf } from './policy-tools/what-if.ts';
export type { Evidence } from './policy-tools/policy-needs.ts';
export { compareHeaders, type HeaderDifference } from './session/compare-headers.ts';
export { CHANGE, REAL_CHANGES } from './session/call-difference.ts';
export {
  Comparison,
  type AlignedLines,
  type ComparisonSummary,
  type CompareOptions,
  type FunctionCounts,
  type RecordingPair,
} from './session/compare.ts';
export { STRETCH_KINDS, type StretchKind, type Stretches } from './session/stretches.ts';
export { StreamScan, type DescriptorStream, type StreamChoice, type StreamEntry } from './session/descriptor-stream.ts';
export { filesTouched, gatherFiles, writtenSerial, type FilesTouched, type FileTouched } from './session/files-touched.ts';
export type { ByteRange as KnownRange } from './session/sparse-bytes.ts';
export { WrittenFileScan, type WrittenFile } from './session/written-file.ts';
export {
  AUDIT_LANES,
  AUDIT_SOURCES,
  PERSON_ACTS,
  type AuditDraft,
  type AuditEntry as LoggedEntry,
  type AuditLane,
  type AuditSource,
  type PersonAct,
} from './audit/audit-entry.ts';
export { AUDIT_AUTHORS, AUDIT_FIELDS, type AuditAuthor } from './audit/audit-fields.ts';
export { AuditIndex, type AuditedRun, type AuditGroup } from './audit/audit-index.ts';
export { listEntries, type AuditList, type ListedGroup } from './audit/audit-list.ts';
export { matchingEntries } from './audit/matching-entries.ts';
export { EntrySource, type RunNumber } from './audit/entry-source.ts';
export { auditTimeline, DRAWN_LANES, type AuditTimeline, type TimelineMark } from './audit/audit-timeline.ts';
export { entryInChain, hashesOf, type EntryInChain } from './audit/entry-in-chain.ts';
export { keptPolicy, type KeptPolicy } from './audit/kept-policy.ts';
export { copyPathOf, openAuditLog, type AuditLog, type AuditLogOptions, type MadeCheckpoint } from './audit/audit-log.ts';
export { keyPathOf } from './audit/audit-keys.ts';
export {
  auditOverview,
  auditPage,
  auditRow,
  auditRows,
  auditRuns,
  openAuditReader,
  type AuditFilter,
  type AuditOverview,
  type AuditPage,
  type AuditReader,
  type AuditRow,
} from './audit/audit-reader.ts';
export { AUDIT_FORMS, exportLog, type AuditForm } from './audit/export/export-log.ts';
export { entrySentence } from './audit/export/entry-words.ts';
export type { EvidenceScope } from './audit/evidence/evidence-file.ts';
export { evidencePack, type EvidenceOptions } from './audit/evidence/evidence-pack.ts';
export { verifyWords } from './audit/evidence/verify-words.ts';
export {
  checkConsistency,
  checkInclusion,
  proveConsistency,
  proveInclusion,
  type ProvenEntry,
  type Shown,
} from './audit/proofs.ts';
export {
  TAMPERINGS,
  verifyLog,
  type Finding,
  type Tampering,
  type VerifyOptions,
  type VerifyReport,
} from './audit/verify-log.ts';
export { keyText, readKey, type NoteKey } from './audit/signed-note.ts';
export type { Ending, EndingKind, GuestFrame, Outcome, RunTotals, Trap, TrapKind } from './run/outcome.ts';
export type { FaultEffect, FaultRule } from './run/faults/fault-rule.ts';
export { parseFaults } from './run/faults/parse-faults.ts';
export { NO_ORDERS, type Breakpoint, type HeldVerdict, type StepGoal, type StepOrders } from './run/stepping/step-orders.ts';
export { faultyCondition } from './run/stepping/faulty-condition.ts';
export { missReach } from './policy/miss-reach.ts';
export type { PlannedMount, RunPlan } from './run/run-plan.ts';
export { jailOf } from './run/jail-of.ts';
export {
  ANSWER_MILLISECONDS,
  ASK_MODES,
  MISS_ANSWERS,
  type AskMode,
  type MissAnswer,
  type RunQuestion,
} from './run/asking/run-questions.ts';
export { endingSentence, type RuleWords } from './run/ending-sentence.ts';
export { GuestPool } from './run/guest-pool.ts';
export { newRunId, planRun, type PlanOptions } from './run/plan.ts';
export { startRun, type Run, type RunOptions } from './run/run.ts';
export type { HeldCall, RunState } from './run/run-state.ts';
export type { RunAuditOptions } from './run/run-audit.ts';
export { newRecording, type RecordingSource } from './run/recording-header.ts';
export { recordedOutcome } from './run/recorded-run.ts';
export {
  startReplay,
  type PlacedDivergence,
  type PlacedLook,
  type Replay,
  type ReplayEnd,
  type ReplayOptions,
  type Verdict,
} from './run/replay.ts';
export {
  makeTest,
  EXPECTATION_NAMES,
  type ExpectationName,
  type MakeTestOptions,
  type TestFiles,
} from './regression/make-test.ts';
export { testZip } from './regression/test-zip.ts';
export { parseTest } from './regression/parse-test.ts';
export { runTest, type RunTestOptions, type TestRun } from './regression/run-test.ts';
export { updateTest, type UpdatedTest } from './regression/update-test.ts';
export type { Expectations, TestFile } from './regression/test-schema.ts';
export type { Observed } from './regression/compare.ts';
export type { TestDifference } from './regression/difference.ts';
export { detailLines, summary, textReport, type TestReport } from './regression/report.ts';
export { tapReport } from './regression/tap-report.ts';
export { junitReport } from './regression/junit-report.ts';
export { jsonReport } from './regression/json-report.ts';
export { BAD_VERDICTS, VERDICTS, type Judgement, type SweepVerdict } from './sweep/classify.ts';
export { FAULT_KINDS, type FaultKind, type Variant } from './sweep/fault-variants.ts';
export { recordedStart, withTimeLimit, type RecordedStart } from './sweep/recorded-start.ts';
export { Sweep, type FreshMounts, type SweepEnd, type SweepOptions, type SweepResult } from './sweep/sweep.ts';
export { variantsOf, type VariantChoice } from './sweep/swept-calls.ts';
export { LookBack, type LookWish } from './run/look-back/look-back.ts';
export { MOST_LOOKED_BYTES } from './run/look-back/look-order.ts';
export { lastWrites, type HostWrite, type LastWrites } from './session/last-writes.ts';
export type { Divergence, DivergenceKind } from './host/replay/divergence.ts';
export type { GateEnding } from './host/gate-ending.ts';
export { createGate, SIGNATURES, type Gate } from './host/gate.ts';
export type { GuestEnvironment, HostMount, HostPlan } from './host/guest-environment.ts';
export { HOST_FUNCTIONS, offeredFunction } from './host/host-functions.ts';
export { wantedFamilies, wantedFunctions, type Wanted } from './host/wants.ts';
export { GuestError } from './sandbox/guest-error.ts';
export type { CallValue } from './sandbox/call-values.ts';
export type { CallOptions } from './sandbox/instance-calls.ts';
export type { AuditEntry } from './sandbox/audit-entry.ts';
export type { SandboxLimits } from './sandbox/sandbox-limits.ts';
export type { AuditListener, OutputListener, SandboxOutput } from './sandbox/sandbox-parts.ts';
export type { SandboxBuilder } from './sandbox/sandbox-builder.ts';
export type { SandboxInstance } from './sandbox/sandbox-instance.ts';
export type { RunInput } from './sandbox/sandbox.ts';
export type { Counts, InstanceUsage, SandboxUsage } from './sandbox/usage.ts';
