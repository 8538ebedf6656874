//===- AsyncWork.cpp - What a block's threads start and wait for ----------===//

#include "compiler/Emulator/EmulatedBlock.h"

#include <cstring>

using namespace anabranch;
using namespace anabranch::emulator;

BarrierObjects::Barrier &BarrierObjects::find(void *barrier) {
  auto found = barriers.find(barrier);
  if (found == barriers.end())
    fail("a barrier object is used before it was made");
  return found->second;
}

void BarrierObjects::make(void *barrier, int32_t threads) {
  Barrier made;
  made.threads = threads;
  barriers[barrier] = made;
}

AsyncCopy::AsyncCopy(void *to, const void *from, size_t bytes, size_t allBytes)
    : to(to), from(from), bytes(bytes), allBytes(allBytes) {
  constexpr uintptr_t alignment = 16;
  if ((reinterpret_cast<uintptr_t>(to) | reinterpret_cast<uintptr_t>(from) |
       allBytes) %
          alignment !=
      0)
    fail("a copy is not aligned to 16 bytes");
  std::memset(to, 0xff, allBytes);
}

void AsyncCopy::run() {
  if (isDone)
    return;
  isDone = true;
  std::memset(to, 0, allBytes);
  std::memcpy(to, from, bytes);
}

void BarrierObjects::end(Barrier &barrier) {
  if (barrier.arrived < barrier.threads || barrier.missing != 0)
    return;
  for (const std::shared_ptr<AsyncCopy> &copy : barrier.copies)
    copy->run();
  barrier.copies.clear();
  ++barrier.phase;
  barrier.arrived = 0;
  barrier.isPublished = barrier.isFenced;
  barrier.isFenced = true;
}

void BarrierObjects::arrive(void *barrier, int32_t bytes, bool isFenced) {
  Barrier &found = find(barrier);
  end(found);
  if (found.arrived == found.threads)
    fail("a phase of a barrier object begins before the last has ended");
  ++found.arrived;
  found.missing += bytes;
  found.isFenced &= isFenced;
}

void BarrierObjects::startCopy(void *barrier, void *to, const void *from,
                               int32_t bytes) {
  Barrier &found = find(barrier);
  found.missing -= bytes;
  found.copies.push_back(
      std::make_shared<AsyncCopy>(to, from, size_t(bytes), size_t(bytes)));
}

void BarrierObjects::arriveWith(void *barrier, const AsyncCopies &copies) {
  arrive(barrier, 0, /*isFenced=*/false);
  Barrier &found = find(barrier);
  found.copies.insert(found.copies.end(), copies.begin(), copies.end());
}

bool BarrierObjects::hasEnded(void *barrier, int32_t parity) {
  Barrier &found = find(barrier);
  if (found.phase % 2 == parity)
    end(found);
  return found.phase % 2 != parity;
}

/// PTX ISA, "Asynchronous Warpgroup Level Matrix Shared Memory Layout": pieces
/// of eight elements, of which eight lie behind each other. Where pieces lie
/// along the depth ("K-major"), the leading stride leads to the next piece and
/// the other to the next eight lines; else to the next eight of the depth and
/// the next piece of lines.
float emulator::readDescribed(const ProductOperand &operand, size_t line,
                              size_t depth) {
  auto field = [&](unsigned bit) {
    return size_t(operand.descriptor >> bit & 0x3fff) * 16;
  };
  uint64_t swizzle = operand.descriptor >> 62;
  if (swizzle > 1 || operand.descriptor >> 49 & 7)
    fail("descriptors with other swizzling than of 128 bytes, or with an "
         "offset, are not emulated");
  // An address has 18 bits, as many as the block's memory needs.
  constexpr size_t addressMask = 0x3ffff;
  Block &block = *Block::running;
  size_t address =
      (field(0) - reinterpret_cast<uintptr_t>(block.getShared())) & addressMask;
  bool alongDepth = operand.alongDepth;
  size_t piece = alongDepth ? depth : line, other = alongDepth ? line : depth;
  if (swizzle != 0) {
    // Lines of 128 bytes, 64 elements; bits 7 to 9 of an address are added to
    // bits 4 to 6 without carry.
    if (piece >= 64)
      fail("more than a line of 128 bytes is not emulated");
    address += piece * 2 + other / 8 * field(32) + other % 8 * 128;
    address ^= (address >> 7 & 7) << 4;
  } else {
    size_t pieceStride = field(alongDepth ? 16 : 32);
    size_t otherStride = field(alongDepth ? 32 : 16);
    address += piece / 8 * pieceStride + piece % 8 * 2 +
               other / 8 * otherStride + other % 8 * 16;
  }
  uint16_t element;
  std::memcpy(&element, block.getShared(address, sizeof element),
              sizeof element);
  return toFloat(element, 0);
}

uint64_t PendingProducts::addUp(const ProductOperand &operand) {
  constexpr size_t depth = 16;
  double sum = 0;
  for (size_t line = 0; line < operand.lines; ++line)
    for (size_t k = 0; k < depth; ++k)
      sum += readDescribed(operand, line, k);
  // A NaN that was there may stay.
  uint64_t bits;
  std::memcpy(&bits, &sum, sizeof bits);
  return bits;
}

void PendingProducts::add(const ProductOperand &left,
                          const ProductOperand &right) {
  open.push_back({{left, right}, {addUp(left), addUp(right)}});
}

void PendingProducts::commit() {
  committed.push_back(std::move(open));
  open.clear();
}

void PendingProducts::wait(size_t groups) {
  for (; committed.size() > groups; committed.pop_front())
    for (const Product &product : committed.front())
      for (size_t i = 0; i < 2; ++i)
        if (addUp(product.operands[i]) != product.sums[i])
          fail("what wgmma reads has changed before its product was done");
}
