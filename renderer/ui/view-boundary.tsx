// Keeps a failed view from taking the window with it.
import { Component, type ReactNode } from 'react';
import { Broken } from './states.tsx';

export interface ViewBoundaryProps {
  /** Names the view in the failure, and starts anew when it changes. */
  readonly view: string;
  readonly children: ReactNode;
}

interface ViewBoundaryState {
  readonly failure: unknown;
  readonly failed: boolean;
}

export class ViewBoundary extends Component<ViewBoundaryProps, ViewBoundaryState> {
  override state: ViewBoundaryState = { failure: null, failed: false };

  static getDerivedStateFromError(failure: unknown): ViewBoundaryState {
    return { failure, failed: true };
  }

  override componentDidUpdate(before: ViewBoundaryProps): void {
    if (before.view !== this.props.view && this.state.failed) this.setState({ failure: null, failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const { code, message } = describeFailure(this.state.failure);
    return (
      <Broken
        title="This view failed"
        code={code}
        message={message}
        onRetry={() => this.setState({ failure: null, failed: false })}
      />
    );
  }
}

/** Code and message of anything thrown; errors from the engine carry a code of their table. */
export function describeFailure(failure: unknown): { readonly code: string; readonly message: string } {
  if (failure instanceof Error) {
    const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
    return { code, message: failure.message };
  }
  return { code: 'UNKNOWN', message: String(failure) };
}
