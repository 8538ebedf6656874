//===- ParallelFor.h - Threads for the generated kernels ------------------===//
//
// `anabranch_parallel_for` itself is declared in Model.h. This part stands
// alone: it knows no model and no command line.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_PARALLELFOR_H
#define ANABRANCH_RUNTIME_PARALLELFOR_H

#include <cstdint>
#include <functional>

namespace anabranch::runtime {

/// Sets the number of threads and allocates each one's scratch memory, which
/// the programs of a process share: it is never less than what an earlier call
/// has asked for. Call it before any parallel loop, and never during one.
///
/// \param threads at least 1; 0 asks OpenMP (OMP_NUM_THREADS, or the cores that
///        this process may use)
/// \param scratchBytes per thread, may be 0
/// \param usesMatrixUnit whether bodies compute with tile registers, for which
///        Linux has a process ask
/// \throws std::bad_alloc
/// \throws std::runtime_error if there are no tile registers
void configureParallelFor(int threads, int64_t scratchBytes,
                          bool usesMatrixUnit = false);

/// Threads that a parallel loop uses.
int parallelForThreads();

/// Calls `body` for every index in [0, count), spread over the threads. `body`
/// must not throw.
void parallelFor(int64_t count, const std::function<void(int64_t)> &body);

/// The same for a `body` that may throw. Afterwards what it threw for the
/// smallest index is thrown, whatever the threads did first; then it may not
/// have been called for later ones.
void parallelForThrowing(int64_t count,
                         const std::function<void(int64_t)> &body);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_PARALLELFOR_H
