//===- LoadedSlices.cpp - Slices that a block's threads load --------------===//

#include "compiler/CodeGen/CUDA/Operands/LoadedSlices.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// One slot is read and one is written, and the products of warpgroups may
/// still read a third.
static int64_t countSlots(const ProductOperand &operand,
                          const ProductTiling &tiling) {
  if (operand.isSingle)
    return 1;
  return tiling.unit == schedule::ProductUnit::Warpgroups ? 3 : 2;
}

LoadedSlices::LoadedSlices(const ProductOperand &operand,
                           const ProductTiling &tiling, Type element)
    : ThreadSlices(operand, tiling, element, countSlots(operand, tiling),
                   /*channelsAhead=*/operand.alongDepth) {}

void LoadedSlices::begin(Value turns) {
  this->turns = turns;
  SlicePart first = getPart(loops->index(0));
  loads.store(first, first.slice, loads.load(first));
}

/// In a branch of its own, since else the assembler mixes the wait for what was
/// loaded with the instructions that start this turn's products.
void LoadedSlices::bring(Value turn, ValueRange fetched) {
  if (operand.isSingle)
    return;
  Value next = loops->add(turn, 1);
  loops->when(loops->less(next, turns), [&] {
    loads.store(getPart(next), loops->rem(next, slots), fetched);
  });
}

/// Those beyond the end are loaded from somewhere and never read.
SmallVector<Value> LoadedSlices::fetch(Value turn, ValueRange) {
  if (operand.isSingle)
    return {};
  SmallVector<Value> values = loads.load(getPart(loops->add(turn, 1)));
  fetchedCount = values.size();
  return values;
}
