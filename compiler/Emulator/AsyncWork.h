//===- AsyncWork.h - What a block's threads start and wait for ------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_ASYNCWORK_H
#define ANABRANCH_COMPILER_EMULATOR_ASYNCWORK_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace anabranch::emulator {

/// A copy to a block's memory that needs no registers: in bulk, or a thread's
/// (PTX ISA, "cp.async.bulk" and "cp.async"). Zeros stand behind what it reads.
/// It is done no earlier than somebody waits for it, and until then its
/// destination is full of NaNs.
class AsyncCopy {
public:
  /// \param bytes what it reads
  /// \param allBytes what it writes
  AsyncCopy(void *to, const void *from, size_t bytes, size_t allBytes);
  void run();

private:
  void *to;
  const void *from;
  size_t bytes, allBytes;
  bool isDone = false;
};
/// A barrier and a group may wait for the same one.
using AsyncCopies = std::vector<std::shared_ptr<AsyncCopy>>;

/// The barrier objects of a block's memory (PTX ISA, "mbarrier"), and the
/// copies that they wait for.
class BarrierObjects {
public:
  void clear() { barriers.clear(); }
  /// A barrier object, whose phases so many threads arrive at.
  void make(void *barrier, int32_t threads);
  /// A thread arrives, and expects so many bytes. What it has written before is
  /// visible to wgmma if it has fenced it.
  void arrive(void *barrier, int32_t bytes, bool isFenced);
  void startCopy(void *barrier, void *to, const void *from, int32_t bytes);
  /// A thread arrives when copies that it has started are done.
  void arriveWith(void *barrier, const AsyncCopies &copies);
  /// Whether the phase of this parity has ended.
  bool hasEnded(void *barrier, int32_t parity);
  /// Whether all that was written before the last phase's end is visible to
  /// wgmma.
  bool isPublished(void *barrier) { return find(barrier).isPublished; }

private:
  struct Barrier {
    int32_t threads = 0;
    int32_t phase = 0, arrived = 0;
    int64_t missing = 0; ///< bytes of the phase that no copy has
    bool isFenced = true, isPublished = true; ///< of this phase, and the last
    AsyncCopies copies;
  };
  Barrier &find(void *barrier);
  /// Ends the phase if nothing is missing.
  static void end(Barrier &barrier);

  std::map<void *, Barrier> barriers;
};

/// What a descriptor of wgmma describes.
struct ProductOperand {
  uint64_t descriptor;
  bool alongDepth;
  size_t lines;
};

/// Products of a warpgroup that are under way. They are computed at once; what
/// they read has to stay the same until they have been waited for.
class PendingProducts {
public:
  void add(const ProductOperand &left, const ProductOperand &right);
  void commit();
  /// Ends all but the last so many groups of products.
  void wait(size_t groups);

private:
  struct Product {
    ProductOperand operands[2];
    uint64_t sums[2]; ///< of the operands' elements, as bits
  };
  static uint64_t addUp(const ProductOperand &operand);

  std::vector<Product> open;
  std::deque<std::vector<Product>> committed;
};

/// Element (line, depth) of what a descriptor describes.
float readDescribed(const ProductOperand &operand, size_t line, size_t depth);

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_ASYNCWORK_H
