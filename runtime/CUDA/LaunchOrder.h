//===- LaunchOrder.h - Which work has to wait for which -------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_LAUNCHORDER_H
#define ANABRANCH_RUNTIME_CUDA_LAUNCHORDER_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace anabranch::runtime {

/// Bytes that a piece of work reads, or reads and writes.
struct MemoryAccess {
  uint64_t begin, end; ///< addresses, or offsets in the same memory
  bool isWritten;
  /// Pieces that have the same number here, if it is not 0, write different
  /// ones of these bytes.
  uint64_t sharedBy = 0;
};

/// Takes pieces of work in an order that is right, and finds what each really
/// has to wait for: earlier pieces that touch the same bytes, if one of the two
/// writes them.
class LaunchOrder {
public:
  /// Adds a piece, whose number is that of the pieces before it.
  ///
  /// \returns the pieces that it has to wait for, the latest first, without
  /// those that another of them waits for already
  std::vector<size_t> add(const std::vector<MemoryAccess> &accesses);

  /// The pieces that no other waits for.
  std::vector<size_t> last() const;

private:
  /// Who has touched bytes, from a key of `memory` up to the next.
  struct Users {
    std::set<size_t> writers;
    uint64_t sharedBy = 0;    ///< the writers' number
    std::set<size_t> readers; ///< since they were written
    std::set<size_t> before;  ///< whom another writer that shares waits for
  };
  using Memory = std::map<uint64_t, Users>;
  using Bits = std::vector<uint64_t>;

  Memory::iterator split(uint64_t address);
  /// The users of bytes once a piece has written them, with whom it has to
  /// wait for added to `pieces`.
  static Users write(const Users &users, const MemoryAccess &access,
                     size_t piece, std::set<size_t> &pieces);
  std::vector<size_t> reduce(const std::set<size_t> &pieces);

  Memory memory{{0, {}}};
  std::vector<Bits> earlier; ///< by piece: all that it waits for, even at third
                             ///< hand, a bit each
  std::set<size_t> awaited;  ///< by another
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_LAUNCHORDER_H
