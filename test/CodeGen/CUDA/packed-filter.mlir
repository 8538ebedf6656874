// RUN: split-file %s %t
// RUN: anabranch-opt %t/groups.mlir --generate-cuda-kernels=warpgroups=true --canonicalize --cse | FileCheck %t/groups.mlir --check-prefix=GROUPS
// RUN: anabranch-opt %t/warps.mlir --generate-cuda-kernels --canonicalize --cse | FileCheck %t/warps.mlir

//--- groups.mlir
// Warpgroups multiply bf16. A block keeps the source of four squares of 8 x 8 pixels with a halo, here of four images, in pieces of
// eight channels (8 of them, of 400 pixels and one more); each of the nine taps reads it from another line on. Where a line's pixel
// lies is remembered. Slices of a packed filter are copied in bulk, three turns ahead. Two warpgroups multiply, and wait for products
// a turn later; a third brings an eighth of the next 64 channels with every tap but the first.
// GROUPS-LABEL: func.func @halo(
// GROUPS-SAME: %[[X:[a-z0-9]+]]: memref<?x8x8x128xbf16>, %[[W:[a-z0-9]+]]: memref<73728xbf16>
// GROUPS: gpu.launch {{.*}} threads({{.*}}) in (%{{[a-z0-9]+}} = %c384,
// GROUPS: memref.view {{.*}} to memref<2x8x401x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<400xi32, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<5x8x64x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<5xi64, #gpu.address_space<workgroup>>
// GROUPS: memref.store {{.*}} memref<400xi32
// GROUPS: gpu.barrier
// GROUPS: memref.load {{.*}} memref<400xi32
// GROUPS: vector.load %[[X]]
// GROUPS: vector.store {{.*}} memref<2x8x401x8xbf16
// GROUPS-COUNT-5: nvvm.mbarrier.init
// GROUPS: nvvm.fence.proxy {kind = #nvvm.proxy_kind<async.shared>
// GROUPS-COUNT-3: nvvm.cp.async.bulk.shared.cluster.global
// GROUPS: nvvm.fence.proxy
// GROUPS: scf.if
// GROUPS: scf.for %{{.*}} = %{{.*}} to %c18 step
// GROUPS-NEXT: gpu.barrier
// GROUPS: nvvm.mbarrier.try_wait.parity
// GROUPS: nvvm.wgmma.fence.aligned
// GROUPS-COUNT-8: nvvm.wgmma.mma_async {{.*}} <m = 64, n = 64, k = 16>, {{.*}} A[<bf16>, <one>, <row>], B[<bf16>, <one>, <row>]
// GROUPS: nvvm.wgmma.commit.group.sync.aligned
// GROUPS-NEXT: nvvm.wgmma.wait.group.sync.aligned 1
// GROUPS: nvvm.wgmma.wait.group.sync.aligned 0
// GROUPS-NEXT: gpu.barrier
// GROUPS: } else {
// GROUPS: scf.for %{{.*}} = %{{.*}} to %c18 step
// GROUPS-NEXT: gpu.barrier
// GROUPS: vector.store {{.*}} memref<2x8x401x8xbf16
// GROUPS: nvvm.mbarrier.arrive.expect_tx
// GROUPS: nvvm.cp.async.bulk.shared.cluster.global
// GROUPS: nvvm.fence.proxy
// GROUPS: vector.load %[[X]]
// GROUPS: gpu.barrier
func.func @halo(%extent: index, %x: memref<?x8x8x128xbf16>, %w: memref<73728xbf16>, %y: memref<?x8x8x64xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x128xbf16>) rhs(%w : memref<73728xbf16>)
     into(%y : memref<?x8x8x64xf32>) domain tensor<?x8x8x64xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      filter_type = tensor<3x3x128x64xbf16>}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// The largest halo that is kept: a block can have 232,448 bytes.
// GROUPS-LABEL: func.func @five(
// GROUPS: gpu.launch {{.*}} dynamic_shared_memory_size %c231976_i32
// GROUPS: memref.view {{.*}} to memref<2x8x577x8xbf16
func.func @five(%extent: index, %x: memref<?x8x8x128xbf16>, %w: memref<409600xbf16>, %y: memref<?x8x8x128xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x128xbf16>) rhs(%w : memref<409600xbf16>)
     into(%y : memref<?x8x8x128xf32>) domain tensor<?x8x8x128xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      filter_type = tensor<5x5x128x128xbf16>}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// Where the filter is packed: pieces of eight output channels, in each of which 64 input channels lie behind each other.
// GROUPS-LABEL: func.func @pack(
// GROUPS-SAME: %[[W:[a-z0-9]+]]: memref<3x3x128x64xf32>, %[[P:[a-z0-9]+]]: memref<73728xbf16>
// GROUPS: gpu.launch
// GROUPS: vector.load %[[W]]{{.*}} vector<4xf32>
// GROUPS: arith.truncf
// GROUPS: vector.store {{.*}}, %[[P]]{{.*}} vector<4xbf16>
func.func @pack(%extent: index, %w: memref<3x3x128x64xf32>, %p: memref<73728xbf16>) {
  kernel.pack_filter rhs(%w : memref<3x3x128x64xf32>) into(%p : memref<73728xbf16>) domain tensor<73728xbf16>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      images_type = tensor<?x8x8x128xf32>, results_type = tensor<?x8x8x64xf32>}
     rhs_prologue {
  ^bb0(%e: f32):
    %z = arith.truncf %e : f32 to bf16
    kernel.yield %z : bf16
  } epilogue {
  ^bb0(%packed: bf16):
    kernel.yield %packed : bf16
  }
  return
}

//--- warps.mlir
// For warps a filter is rounded, and keeps its order.
// CHECK-LABEL: func.func @round(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<3x3x16x8xf32>, %[[P:[a-z0-9]+]]: memref<3x3x16x8xbf16>
// CHECK: gpu.launch
// CHECK: vector.load %[[W]][%[[I:.*]]] {{.*}} vector<4xf32>
// CHECK: arith.truncf
// CHECK: vector.store {{.*}}, %[[P]][%[[I]]] {{.*}} vector<4xbf16>
func.func @round(%extent: index, %w: memref<3x3x16x8xf32>, %p: memref<3x3x16x8xbf16>) {
  kernel.pack_filter rhs(%w : memref<3x3x16x8xf32>) into(%p : memref<3x3x16x8xbf16>) domain tensor<3x3x16x8xbf16>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      images_type = tensor<?x8x8x16xf32>, results_type = tensor<?x8x8x8xf32>}
     rhs_prologue {
  ^bb0(%e: f32):
    %z = arith.truncf %e : f32 to bf16
    kernel.yield %z : bf16
  } epilogue {
  ^bb0(%packed: bf16):
    kernel.yield %packed : bf16
  }
  return
}
