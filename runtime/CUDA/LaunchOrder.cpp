//===- LaunchOrder.cpp - Which work has to wait for which -----------------===//

#include "runtime/CUDA/LaunchOrder.h"

#include <iterator>

namespace anabranch::runtime {

/// Makes bytes from `address` on an entry of their own.
LaunchOrder::Memory::iterator LaunchOrder::split(uint64_t address) {
  auto next = memory.lower_bound(address);
  if (next != memory.end() && next->first == address)
    return next;
  return memory.emplace_hint(next, address, std::prev(next)->second);
}

LaunchOrder::Users LaunchOrder::write(const Users &users,
                                      const MemoryAccess &access, size_t piece,
                                      std::set<size_t> &pieces) {
  Users next{{piece}, access.sharedBy, {}, {}};
  bool isShared = access.sharedBy != 0 && access.sharedBy == users.sharedBy &&
                  users.readers.empty();
  if (isShared) {
    next.writers.insert(users.writers.begin(), users.writers.end());
    next.before = users.before;
  } else {
    next.before = users.writers;
    next.before.insert(users.readers.begin(), users.readers.end());
  }
  pieces.insert(next.before.begin(), next.before.end());
  return next;
}

std::vector<size_t>
LaunchOrder::add(const std::vector<MemoryAccess> &accesses) {
  size_t piece = earlier.size();
  std::set<size_t> pieces;
  for (const MemoryAccess &access : accesses) {
    if (access.begin >= access.end)
      continue;
    auto begin = split(access.begin), end = split(access.end);
    Users written{{}, access.sharedBy, {}, {}};
    for (auto part = begin; part != end; ++part) {
      Users &users = part->second;
      if (access.isWritten) {
        Users next = write(users, access, piece, pieces);
        written.writers.merge(next.writers);
        written.before.merge(next.before);
      } else {
        pieces.insert(users.writers.begin(), users.writers.end());
        users.readers.insert(piece);
      }
    }
    if (!access.isWritten)
      continue;
    begin->second = std::move(written);
    memory.erase(std::next(begin), end);
  }
  pieces.erase(piece); // which may read what it writes
  return reduce(pieces);
}

/// Of pieces that the next has to wait for, those that no other of them waits
/// for. What a piece waits for has a smaller number.
std::vector<size_t> LaunchOrder::reduce(const std::set<size_t> &pieces) {
  constexpr size_t wordBits = 64;
  Bits all(earlier.size() / wordBits + 1);
  std::vector<size_t> direct;
  for (auto next = pieces.rbegin(); next != pieces.rend(); ++next) {
    uint64_t &word = all[*next / wordBits];
    uint64_t bit = uint64_t(1) << *next % wordBits;
    if (word & bit)
      continue;
    direct.push_back(*next);
    word |= bit;
    const Bits &others = earlier[*next];
    for (size_t i = 0; i < others.size(); ++i)
      all[i] |= others[i];
  }
  awaited.insert(direct.begin(), direct.end());
  earlier.push_back(std::move(all));
  return direct;
}

std::vector<size_t> LaunchOrder::last() const {
  std::vector<size_t> pieces;
  for (size_t piece = 0; piece < earlier.size(); ++piece)
    if (awaited.count(piece) == 0)
      pieces.push_back(piece);
  return pieces;
}

} // namespace anabranch::runtime
