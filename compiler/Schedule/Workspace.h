//===- Workspace.h - Memory a kernel needs besides its operands -----------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H
#define ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H

#include "compiler/Schedule/VectorUnit.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::schedule {

/// Bytes of the up to two buffers, behind the results, that a kernel's phases
/// pass to each other; a buffer of size 0 is left out.
struct Workspace {
  /// Packed filters, or the sums of each piece of the batch.
  int64_t fixed = 0;
  /// Sums of each block: `perExtent` times the launch's extent plus `slack`.
  int64_t perExtent = 0;
  int64_t slack = 0;

  bool hasBlockSums() const { return perExtent + slack != 0; }
};

/// The workspace of an outlined kernel.
Workspace getWorkspace(kernel::KernelOpInterface op, const VectorUnit &unit);

/// Rows of an elementwise kernel or a row reduction that one index of its
/// parallel loop covers: fixed, so that sums do not depend on the threads.
int64_t getRowsPerBlock(int64_t channels);

/// Elements of a flat elementwise kernel that one index covers.
constexpr int64_t elementsPerBlock = 16384;

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_WORKSPACE_H
