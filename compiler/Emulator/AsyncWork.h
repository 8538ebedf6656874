//===- AsyncWork.h - What a block's threads start and wait for ------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_ASYNCWORK_H
#define ANABRANCH_COMPILER_EMULATOR_ASYNCWORK_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace anabranch::emulator {

/// Bulk copies to a block's memory, and the barrier objects that they end
/// phases of (PTX ISA, "mbarrier"). A copy arrives no earlier than somebody
/// waits for it, and until then its destination is full of NaNs.
class BulkCopies {
public:
  void clear() { barriers.clear(); }
  /// A barrier object, which one thread arrives at.
  void makeBarrier(void *barrier, int32_t threads);
  /// The thread arrives, and the phase ends with so many bytes.
  void arrive(void *barrier, int32_t bytes);
  void start(void *barrier, void *to, const void *from, int32_t bytes);
  /// Waits for the end of the phase of this parity.
  void wait(void *barrier, int32_t parity);

private:
  struct Copy {
    void *to;
    const void *from;
    size_t bytes;
  };
  struct Barrier {
    int32_t phase = 0;
    bool hasArrived = false;
    int64_t missing = 0; ///< bytes of the phase that no copy has
    std::vector<Copy> copies;
  };
  Barrier &find(void *barrier);

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
