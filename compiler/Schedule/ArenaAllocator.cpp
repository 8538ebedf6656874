//===- ArenaAllocator.cpp - Places buffers with lifetimes -----------------===//

#include "compiler/Schedule/ArenaAllocator.h"

#include <iterator>

using namespace anabranch::schedule;

void ArenaAllocator::insertFree(int64_t offset, int64_t size) {
  freeByOffset.emplace(offset, size);
  freeBySize.emplace(size, offset);
}

void ArenaAllocator::eraseFree(std::map<int64_t, int64_t>::iterator range) {
  auto [first, last] = freeBySize.equal_range(range->second);
  for (auto entry = first; entry != last; ++entry)
    if (entry->second == range->first) {
      freeBySize.erase(entry);
      break;
    }
  freeByOffset.erase(range);
}

int64_t ArenaAllocator::allocate(int64_t size) {
  size = roundUp(size);
  auto fit = freeBySize.lower_bound(size);
  if (fit == freeBySize.end()) {
    // A free range at the very end grows instead of being left behind.
    if (!freeByOffset.empty()) {
      auto last = std::prev(freeByOffset.end());
      if (last->first + last->second == end) {
        int64_t offset = last->first;
        eraseFree(last);
        end = offset + size;
        return offset;
      }
    }
    int64_t offset = end;
    end += size;
    return offset;
  }
  int64_t offset = fit->second, available = fit->first;
  eraseFree(freeByOffset.find(offset));
  if (available > size)
    insertFree(offset + size, available - size);
  return offset;
}

void ArenaAllocator::release(int64_t offset, int64_t size) {
  size = roundUp(size);
  auto next = freeByOffset.lower_bound(offset);
  if (next != freeByOffset.end() && next->first == offset + size) {
    size += next->second;
    auto merged = next++;
    eraseFree(merged);
  }
  next = freeByOffset.lower_bound(offset);
  if (next != freeByOffset.begin()) {
    auto previous = std::prev(next);
    if (previous->first + previous->second == offset) {
      offset = previous->first;
      size += previous->second;
      eraseFree(previous);
    }
  }
  insertFree(offset, size);
}
