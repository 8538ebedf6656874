//===- ParallelFor.cpp - Threads for the generated kernels ----------------===//

#include "runtime/ParallelFor.h"
#include "runtime/MatrixUnit.h"
#include "runtime/Model.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <omp.h>

namespace {

struct FreeScratch {
  void operator()(char *memory) const { std::free(memory); }
};

/// A thread's part of a loop, which it takes piece by piece and in order, since
/// neighbouring indices read what lies together. Threads that have finished
/// take from the others: one of them may be on a core that has other work, and
/// all would wait for it.
struct alignas(ANABRANCH_ALIGNMENT) Share {
  std::atomic<int64_t> next;
  int64_t end;
};

/// The threads' scratch memories lie behind each other, a whole number of pages
/// apart, so that no two threads write to one cache line.
struct Workers {
  int count = omp_get_max_threads();
  std::unique_ptr<char, FreeScratch> scratch;
  int64_t stride = 0;
  std::unique_ptr<Share[]> shares{new Share[count]};
};

Workers &workers() {
  static Workers instance;
  return instance;
}

/// Whether the thread computes indices of a loop. OpenMP does not say so of a
/// team of one thread.
thread_local bool isInLoop = false;

constexpr int64_t pageBytes = 4096;

/// How often a thread that waits for the others looks before it sleeps. libgomp
/// would spin for milliseconds, and on a machine that has other work take the
/// time of the very thread that it waits for: one prediction then took fifty
/// times as long. libgomp reads this in a constructor of its own, of a later
/// priority.
__attribute__((constructor(101))) void limitSpinning() {
  if (!std::getenv("OMP_WAIT_POLICY"))
    setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
}

} // namespace

namespace anabranch::runtime {

void configureParallelFor(int threads, int64_t scratchBytes,
                          bool usesMatrixUnit) {
  if (usesMatrixUnit)
    requestMatrixUnit();
  Workers &current = workers();
  current.count = threads > 0 ? threads : omp_get_max_threads();
  current.shares.reset(new Share[current.count]);
  current.stride = std::max(current.stride, (scratchBytes + pageBytes - 1) /
                                                pageBytes * pageBytes);
  current.scratch.reset();
  if (current.stride == 0)
    return;
  static_assert(pageBytes % ANABRANCH_ALIGNMENT == 0);
  void *memory =
      std::aligned_alloc(pageBytes, size_t(current.stride) * current.count);
  if (!memory)
    throw std::bad_alloc();
  current.scratch.reset(static_cast<char *>(memory));
}

int parallelForThreads() { return workers().count; }

static void callFunction(int64_t, char *const *buffers, int64_t index, char *) {
  using Function = std::function<void(int64_t)>;
  (*reinterpret_cast<const Function *>(buffers[0]))(index);
}

void parallelFor(int64_t count, const std::function<void(int64_t)> &body) {
  char *const context = reinterpret_cast<char *>(
      const_cast<std::function<void(int64_t)> *>(&body));
  anabranch_parallel_for(callFunction, 0, &context, 0, count);
}

void parallelForThrowing(int64_t count,
                         const std::function<void(int64_t)> &body) {
  std::atomic<int64_t> failed = count; // the smallest index that threw
  std::exception_ptr error;
  std::mutex mutex;
  parallelFor(count, [&](int64_t i) {
    if (i > failed)
      return;
    try {
      body(i);
    } catch (...) {
      std::lock_guard<std::mutex> lock(mutex);
      if (i < failed) {
        failed = i;
        error = std::current_exception();
      }
    }
  });
  if (error)
    std::rethrow_exception(error);
}

} // namespace anabranch::runtime

extern "C" void anabranch_parallel_for(AnabranchBody body, int64_t extent,
                                       char *const *buffers, int64_t begin,
                                       int64_t end) {
  Workers &current = workers();
  int64_t threads = current.count, count = end - begin;
  auto run = [&](int64_t first, int64_t last) {
    char *own = current.scratch.get() + omp_get_thread_num() * current.stride;
    for (int64_t index = first; index < last; ++index)
      body(extent, buffers, index, own);
  };
  // Stores past the caches are not in order with those that tell other threads
  // that this one is done.
  auto finish = [] { std::atomic_thread_fence(std::memory_order_seq_cst); };
  // A nested loop stays on its thread, and in its thread's scratch memory.
  if (count <= 1 || threads == 1 || isInLoop) {
    run(begin, end);
    return finish();
  }
  for (int64_t i = 0; i < threads; ++i) {
    current.shares[i].next = begin + count * i / threads;
    current.shares[i].end = begin + count * (i + 1) / threads;
  }
  // Smaller pieces would cost more than they can save.
  constexpr int64_t piecesPerThread = 32;
  int64_t piece = std::max<int64_t>(1, count / (threads * piecesPerThread));
  // Always the same number of threads, even for fewer indices: when a team
  // shrinks, libgomp ends the threads that are left over and the next loop
  // would have to start new ones.
#pragma omp parallel num_threads(current.count)
  {
    isInLoop = true;
    int64_t number = omp_get_thread_num();
    for (int64_t i = 0; i < threads; ++i) {
      Share &share = current.shares[(number + i) % threads];
      for (int64_t first; (first = share.next.fetch_add(piece)) < share.end;)
        run(first, std::min(first + piece, share.end));
    }
    isInLoop = false;
    finish();
  }
}
