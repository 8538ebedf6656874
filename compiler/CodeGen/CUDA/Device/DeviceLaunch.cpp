//===- DeviceLaunch.cpp - One launch on the GPU under construction --------===//

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

static Attribute getSharedSpace(MLIRContext *context) {
  return gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Workgroup);
}

void cuda::launch(LoopBuilder &loops, const LaunchShape &shape,
                  function_ref<void(const Thread &)> body) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  Value one = loops.index(1), sharedBytes;
  if (shape.sharedBytes != 0)
    sharedBytes = arith::ConstantOp::create(
        builder, location,
        builder.getI32IntegerAttr(static_cast<int32_t>(shape.sharedBytes)));
  auto op = gpu::LaunchOp::create(
      builder, location, shape.blocks, loops.index(shape.blocksY), one,
      loops.index(shape.threads), one, one, sharedBytes);
  if (shape.leastBlocks)
    op->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(),
                builder.getI32IntegerAttr(*shape.leastBlocks));
  if (shape.isPart)
    op->setAttr("kernel.part", builder.getUnitAttr());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&op.getBody().front());
  Thread thread{op.getBlockIds().x, op.getBlockIds().y, op.getThreadIds().x,
                Value()};
  if (shape.blocksY == 1)
    thread.blockY = loops.index(0);
  if (shape.sharedBytes != 0)
    thread.shared = gpu::DynamicSharedMemoryOp::create(
        builder, location,
        MemRefType::get({ShapedType::kDynamic}, builder.getI8Type(), nullptr,
                        getSharedSpace(builder.getContext())));
  body(thread);
  gpu::TerminatorOp::create(builder, location);
}

void cuda::barrier(LoopBuilder &loops) {
  gpu::BarrierOp::create(loops.builder, loops.location);
}

static Value makeLaneMask(LoopBuilder &loops) {
  constexpr int32_t allLanes = -1;
  return arith::ConstantOp::create(loops.builder, loops.location,
                                   loops.builder.getI32IntegerAttr(allLanes));
}

void cuda::barrierOfWarp(LoopBuilder &loops) {
  NVVM::SyncWarpOp::create(loops.builder, loops.location, makeLaneMask(loops));
}

void cuda::barrierOfGroup(LoopBuilder &loops, Value group) {
  // The first of a block's 16 barriers is that of all of its threads.
  NVVM::BarrierOp::create(loops.builder, loops.location, TypeRange(),
                          toWord(loops, loops.add(group, 1)),
                          makeWord(loops, warpgroupSize),
                          /*reductionOp=*/{}, /*reductionPredicate=*/Value());
}

Value cuda::exchangeLanes(LoopBuilder &loops, Value value, int64_t apart) {
  constexpr int64_t lastLane = 31;
  return NVVM::ShflOp::create(
      loops.builder, loops.location, value.getType(), makeLaneMask(loops),
      value, makeWord(loops, apart), makeWord(loops, lastLane),
      NVVM::ShflKind::bfly, /*return_value_and_is_valid=*/UnitAttr());
}

void cuda::fenceProxy(LoopBuilder &loops) {
  MLIRContext *context = loops.builder.getContext();
  NVVM::FenceProxyOp::create(
      loops.builder, loops.location,
      NVVM::ProxyKindAttr::get(context, NVVM::ProxyKind::async_shared),
      NVVM::SharedSpaceAttr::get(context, NVVM::SharedSpace::shared_cta));
}

Value cuda::viewShared(LoopBuilder &loops, const Thread &thread,
                       Value byteOffset, ArrayRef<int64_t> shape, Type type) {
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get(shape, type, nullptr,
                      getSharedSpace(loops.builder.getContext())),
      thread.shared, byteOffset, ValueRange());
}

SmallVector<Value> cuda::select(LoopBuilder &loops, Value condition,
                                ValueRange otherwise,
                                function_ref<SmallVector<Value>()> body) {
  auto op = scf::IfOp::create(
      loops.builder, loops.location, condition,
      [&](OpBuilder &, Location location) {
        scf::YieldOp::create(loops.builder, location, body());
      },
      [&](OpBuilder &, Location location) {
        scf::YieldOp::create(loops.builder, location, otherwise);
      });
  return llvm::to_vector(ValueRange(op.getResults()));
}

Value cuda::choose(LoopBuilder &loops, Value condition,
                   function_ref<Value()> body,
                   function_ref<Value()> otherwise) {
  auto op = scf::IfOp::create(
      loops.builder, loops.location, condition,
      [&](OpBuilder &, Location location) {
        scf::YieldOp::create(loops.builder, location, body());
      },
      [&](OpBuilder &, Location location) {
        scf::YieldOp::create(loops.builder, location, otherwise());
      });
  return op.getResult(0);
}
