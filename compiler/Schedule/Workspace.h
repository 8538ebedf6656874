//===- Workspace.h - Memory a kernel needs besides its operands -----------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H
#define ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H

#include "compiler/Schedule/CPU/VectorUnit.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::schedule {

/// A buffer's bytes: `perExtent` times the launch's extent, plus `fixed`.
struct WorkspaceBuffer {
  int64_t fixed = 0;
  int64_t perExtent = 0;
};

/// The buffers, behind the results, that a kernel's parallel loops pass to each
/// other.
using Workspace = llvm::SmallVector<WorkspaceBuffer, 3>;

/// The workspace of an outlined kernel: what its algorithm needs (the sums of
/// each piece of the batch, transformed sources), and last, if the epilogue has
/// reductions, each block's sums.
Workspace getWorkspace(kernel::KernelOpInterface op, const VectorUnit &unit);

/// Bytes of one of a kernel's results, or of a sum over some.
int64_t getElementBytes(kernel::KernelOpInterface op);

/// Rows of an elementwise kernel or a row reduction that one index of its
/// parallel loop covers: fixed, so that sums do not depend on the threads.
int64_t getRowsPerBlock(int64_t channels);

/// Elements of a flat elementwise kernel that one index covers.
constexpr int64_t elementsPerBlock = 16384;

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H
