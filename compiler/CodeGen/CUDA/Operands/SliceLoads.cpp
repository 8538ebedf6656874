//===- SliceLoads.cpp - How threads load slices ---------------------------===//

#include "compiler/CodeGen/CUDA/Operands/SliceLoads.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

/// One of a thread's loads.
struct SliceLoads::Load {
  Value line, position, depth; ///< the depth within the slice
  Value isThere;               ///< null if all threads have one
};

/// What a load's factors are computed from.
struct SliceLoads::Factor {
  OperandPlace place;
  SmallVector<Value> arguments; ///< of the prologue
};

ShapedType SliceLoads::getDomain() const {
  return cast<ShapedType>(operand.group.front().getType());
}

void SliceLoads::ifThere(const Load &load, function_ref<void()> body) const {
  if (load.isThere)
    loops->when(load.isThere, body);
  else
    body();
}

bool SliceLoads::isLoadedAhead(Value value) const {
  return channelsAhead ||
         kernel::getBroadcast(cast<ShapedType>(value.getType()), getDomain()) !=
             kernel::Broadcast::Channel;
}

void SliceLoads::forEachLoad(const SlicePart &part,
                             function_ref<void(const Load &)> body) const {
  int64_t perLine = getLoadsPerLine(), lines = slices.getLines();
  std::optional<int64_t> first = getConstantIntValue(part.first);
  // The places in a line are the same for all of a thread's loads if a line
  // divides the threads.
  bool isEven = part.threads % perLine == 0;
  for (int64_t i = 0; i < part.loads; ++i) {
    Load load;
    Value place;
    Value number = loops->add(part.first, i * part.threads);
    if (isEven) {
      load.line = loops->add(loops->div(part.number, perLine),
                             loops->div(number, perLine));
      place = loops->rem(part.number, perLine);
    } else {
      number = loops->add(part.number, number);
      load.line = loops->div(number, perLine);
      place = loops->rem(number, perLine);
    }
    load.position = load.line;
    if (!first || *first + (i + 1) * part.threads > countLoads()) {
      // In place of a line that is not there the thread has its first, which no
      // other thread writes.
      load.isThere = loops->less(load.line, loops->index(lines));
      Value own =
          loops->min(loops->div(part.number, perLine), loops->index(lines - 1));
      load.position = arith::SelectOp::create(loops->builder, loops->location,
                                              load.isThere, load.line, own);
    }
    load.depth = loops->mul(place, operand.lanes);
    if (!operand.alongDepth)
      std::swap(load.position, load.depth);
    body(load);
  }
}

/// To find a pixel, and whether it lies in the image, takes more instructions
/// than all that is done with it.
Value SliceLoads::findPixel(const Load &load) const {
  Value pixel = memref::LoadOp::create(loops->builder, loops->location, pixels,
                                       load.line);
  return arith::IndexCastOp::create(loops->builder, loops->location,
                                    loops->builder.getIndexType(), pixel);
}

OperandPlace SliceLoads::locate(const SlicePart &part, const Load &load,
                                Value pixel) const {
  return pixel ? operand.halo->locate(pixel, part.slice, load.position,
                                      load.depth)
               : operand.locate(load.position, part.slice, load.depth);
}

SmallVector<Value> SliceLoads::load(const SlicePart &part) const {
  SmallVector<Value> loaded;
  forEachLoad(part, [&](const Load &load) {
    Value pixel = pixels ? findPixel(load) : Value();
    OperandPlace place = locate(part, load, pixel);
    loaded.push_back(pixel ? pixel : place.inside);
    for (Value value : operand.group)
      if (isLoadedAhead(value))
        loaded.push_back(loadOperand(*loops, value, getDomain(), place.indices,
                                     getLanes(operand.lanes)));
  });
  return loaded;
}

static constexpr int64_t copyBytes = 16;

bool SliceLoads::canCopy(const ProductOperand &operand, Type element) {
  auto domain = cast<ShapedType>(operand.group.front().getType());
  auto isByChannel = [&](Value value) {
    return isSameInAllRows(domain, value);
  };
  int64_t bytes = operand.lanes * element.getIntOrFloatBitWidth() / 8;
  return bytes == copyBytes && domain.getElementType() == element &&
         llvm::all_of(operand.group.drop_front(), isByChannel) &&
         operand.prologue->getOps<kernel::ElementIndexOp>().empty();
}

/// All places are found before the first copy starts, so that a thread does not
/// wait for each of them.
SmallVector<Value> SliceLoads::copy(const SlicePart &part, Value slot) const {
  OpBuilder &builder = loops->builder;
  SmallVector<OperandPlace> places;
  SmallVector<Value> found, inside;
  forEachLoad(part, [&](const Load &load) {
    found.push_back(pixels ? findPixel(load) : Value());
  });
  size_t number = 0;
  forEachLoad(part, [&](const Load &load) {
    places.push_back(locate(part, load, found[number++]));
  });
  number = 0;
  forEachLoad(part, [&](const Load &load) {
    const OperandPlace &place = places[number++];
    ifThere(load, [&] {
      Value bytes = arith::SelectOp::create(
          builder, loops->location, place.inside, makeWord(*loops, copyBytes),
          makeWord(*loops, 0));
      NVVM::CpAsyncOp::create(
          builder, loops->location,
          getSharedAddress(*loops, slices.getMemory(),
                           slices.getIndices(slot, load.position, load.depth)),
          getGlobalAddress(*loops, operand.group.front(), place.indices),
          static_cast<uint32_t>(copyBytes), NVVM::LoadCacheModifierKind::CG,
          bytes);
    });
    inside.push_back(all(*loops, {place.inside, load.isThere}));
  });
  return inside;
}

/// Values by channel, and what was copied, are loaded in front of all stores,
/// so that a thread does not wait for each of them. Where nothing is inside,
/// the copies have left zeros: with images interleaved, a warp's loads are of
/// the same pixel, and it skips those around the image.
void SliceLoads::compute(const SlicePart &part, Value slot,
                         ValueRange inside) const {
  Lanes lanes = getLanes(operand.lanes);
  Value anyPixel = pixels ? loops->index(0) : Value();
  SmallVector<Factor> factors;
  forEachLoad(part, [&](const Load &load) {
    Factor factor{locate(part, load, anyPixel), {}};
    factor.place.inside = inside[factors.size()];
    factor.arguments.push_back(
        loadLanes(*loops, slices.getMemory(),
                  slices.getIndices(slot, load.position, load.depth), lanes));
    for (Value value : operand.group.drop_front())
      factor.arguments.push_back(
          loadOperand(*loops, value, getDomain(), factor.place.indices, lanes));
    factors.push_back(std::move(factor));
  });
  const Factor *factor = factors.begin();
  forEachLoad(part, [&](const Load &load) {
    loops->when(factor->place.inside, [&] {
      storeLanes(*loops, computeFactor(*factor), slices.getMemory(),
                 slices.getIndices(slot, load.position, load.depth), lanes);
    });
    ++factor;
  });
}

Value SliceLoads::computeFactor(const Factor &factor) const {
  return cloneOverLanes(*loops, *operand.prologue, factor.arguments,
                        getDomain(), factor.place.indices,
                        getLanes(operand.lanes))
      .front();
}

void SliceLoads::store(const SlicePart &part, Value slot,
                       ValueRange loaded) const {
  auto take = [&] {
    Value value = loaded.front();
    loaded = loaded.drop_front();
    return value;
  };
  SmallVector<Factor> factors;
  forEachLoad(part, [&](const Load &load) {
    Value known = take();
    Factor factor{locate(part, load, pixels ? known : Value()), {}};
    if (!pixels)
      factor.place.inside = known;
    for (Value value : operand.group)
      factor.arguments.push_back(isLoadedAhead(value)
                                     ? take()
                                     : loadOperand(*loops, value, getDomain(),
                                                   factor.place.indices,
                                                   getLanes(operand.lanes)));
    factors.push_back(std::move(factor));
  });
  Lanes lanes = getLanes(operand.lanes);
  Value zero = splat(*loops, slices.getElement(), 0, lanes);
  const Factor *factor = factors.begin();
  forEachLoad(part, [&](const Load &load) {
    Value value = arith::SelectOp::create(loops->builder, loops->location,
                                          factor->place.inside,
                                          computeFactor(*factor), zero);
    ++factor;
    ifThere(load, [&] {
      storeLanes(*loops, value, slices.getMemory(),
                 slices.getIndices(slot, load.position, load.depth), lanes);
    });
  });
}
