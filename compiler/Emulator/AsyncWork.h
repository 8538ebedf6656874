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

/// A copy of a thread past its registers (PTX ISA, "cp.async"): so many bytes
/// of 16, and zeros behind them. It is done no earlier than somebody waits for
/// it.
struct ThreadCopy {
  void *to;
  const void *from;
  size_t bytes;
  bool isDone = false;

  static constexpr size_t allBytes = 16;
  void run();
};
/// A barrier and a group may wait for the same one.
using ThreadCopies = std::vector<std::shared_ptr<ThreadCopy>>;

/// The barrier objects of a block's memory (PTX ISA, "mbarrier"), and the bulk
/// copies that they wait for. A copy arrives no earlier than somebody looks for
/// it, and until then its destination is full of NaNs.
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
  void arriveWith(void *barrier, const ThreadCopies &copies);
  /// Whether the phase of this parity has ended.
  bool hasEnded(void *barrier, int32_t parity);
  /// Whether all that was written before the last phase's end is visible to
  /// wgmma.
  bool isPublished(void *barrier) { return find(barrier).isPublished; }

private:
  struct Copy {
    void *to;
    const void *from;
    size_t bytes;
  };
  struct Barrier {
    int32_t threads;
    int32_t phase = 0, arrived = 0;
    int64_t missing = 0; ///< bytes of the phase that no copy has
    bool isFenced = true, isPublished = true; ///< of this phase, and the last
    std::vector<Copy> copies;
    ThreadCopies threadCopies;
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
