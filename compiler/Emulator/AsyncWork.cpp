//===- AsyncWork.cpp - What a block's threads start and wait for ----------===//

#include "compiler/Emulator/EmulatedBlock.h"

#include <cstring>

using namespace anabranch;
using namespace anabranch::emulator;

BulkCopies::Barrier &BulkCopies::find(void *barrier) {
  auto found = barriers.find(barrier);
  if (found == barriers.end())
    fail("a barrier object is used before it was made");
  return found->second;
}

void BulkCopies::makeBarrier(void *barrier, int32_t threads) {
  if (threads != 1)
    fail("barrier objects of several threads are not emulated");
  barriers[barrier] = {};
}

void BulkCopies::arrive(void *barrier, int32_t bytes) {
  Barrier &found = find(barrier);
  if (found.hasArrived)
    fail("a phase of a barrier object begins before the last has ended");
  found.hasArrived = true;
  found.missing += bytes;
}

void BulkCopies::start(void *barrier, void *to, const void *from,
                       int32_t bytes) {
  constexpr uintptr_t alignment = 16;
  if ((reinterpret_cast<uintptr_t>(to) | reinterpret_cast<uintptr_t>(from) |
       uintptr_t(bytes)) %
          alignment !=
      0)
    fail("a bulk copy is not aligned to 16 bytes");
  Barrier &found = find(barrier);
  found.missing -= bytes;
  found.copies.push_back({to, from, size_t(bytes)});
  std::memset(to, 0xff, size_t(bytes));
}

void BulkCopies::wait(void *barrier, int32_t parity) {
  Barrier &found = find(barrier);
  if (found.phase % 2 != parity)
    return;
  // A GPU would wait for somebody to start it; no code of ours does.
  if (!found.hasArrived || found.missing != 0)
    fail("a thread waits for bytes that nothing copies");
  for (const Copy &copy : found.copies)
    std::memcpy(copy.to, copy.from, copy.bytes);
  ++found.phase;
  found.hasArrived = false;
  found.copies.clear();
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
  if (operand.descriptor >> 49)
    fail("descriptors with swizzling are not emulated");
  // An address has 18 bits, as many as the block's memory needs.
  constexpr size_t addressMask = 0x3ffff;
  const auto *shared = static_cast<const char *>(Block::running->getShared());
  size_t address =
      (field(0) - reinterpret_cast<uintptr_t>(shared)) & addressMask;
  bool alongDepth = operand.alongDepth;
  size_t piece = alongDepth ? depth : line, other = alongDepth ? line : depth;
  size_t pieceStride = field(alongDepth ? 16 : 32);
  size_t otherStride = field(alongDepth ? 32 : 16);
  address += piece / 8 * pieceStride + piece % 8 * 2 + other / 8 * otherStride +
             other % 8 * 16;
  uint16_t element;
  std::memcpy(&element, shared + address, sizeof element);
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
