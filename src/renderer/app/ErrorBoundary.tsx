import { Component, type ReactNode } from 'react';
import { toProblem, type Problem } from '../../shared/problem.js';
import { ProblemView } from '../problems/ProblemView.js';

interface ErrorBoundaryState {
  readonly problem: Problem | null;
}

/** Keeps a fault in one panel from taking the window with it, and shows it as a Problem. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  public override readonly state: ErrorBoundaryState = { problem: null };

  public static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    const problem = toProblem(error);
    return { problem: { ...problem, remedies: ['retry'] } };
  }

  public override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <ProblemView
        problem={problem}
        look="page"
        actions={{ retry: () => this.setState({ problem: null }) }}
      />
    );
  }
}
