// RUN: split-file %s %t
// RUN: anabranch-opt %t/groups.mlir --generate-cuda-kernels="warpgroups=true shared-bytes=232448" --canonicalize --cse | FileCheck %t/groups.mlir --check-prefix=GROUPS
// RUN: anabranch-opt %t/warps.mlir --generate-cuda-kernels --canonicalize --cse | FileCheck %t/warps.mlir

//--- groups.mlir
// Warpgroups multiply bf16. A block keeps the source of four squares of 8 x 8 pixels with a halo, here of four images: 400 pixels, a
// swizzled line of 64 channels each; each of the nine taps reads it from another line on, three of them in a turn. Two warpgroups
// multiply, for one tile after the other, and of a third, three warps copy pixels, whose places they remember, and a thread copies
// slices of the packed filter in bulk. They wait for each other by barrier objects, one for each slot that is filled and one for each that is free.
// GROUPS-LABEL: func.func @halo(
// GROUPS-SAME: %[[X:[a-z0-9]+]]: memref<?x8x8x128xbf16>, %[[W:[a-z0-9]+]]: memref<73728xbf16>, %[[Y:[a-z0-9]+]]: memref<?x8x8x64xf32>
// GROUPS: %[[BLOCKS:.*]] = arith.select %{{.*}}, %{{.*}}, %c0 : index
// GROUPS: gpu.launch {{.*}} in (%{{[a-z0-9]+}} = %[[BLOCKS]], {{.*}} threads({{.*}}) in (%{{[a-z0-9]+}} = %c384,
// GROUPS: memref.view {{.*}} to memref<2x400x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<4xi64, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<420xi32, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<12x8x64x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<8xi64, #gpu.address_space<workgroup>>
// GROUPS-COUNT-2: nvvm.mbarrier.init {{.*}}, %c96_i32
// GROUPS-COUNT-2: nvvm.mbarrier.init {{.*}}, %c8_i32
// GROUPS-COUNT-4: nvvm.mbarrier.init {{.*}}, %c1_i32
// GROUPS-COUNT-4: nvvm.mbarrier.init {{.*}}, %c8_i32
// GROUPS: gpu.barrier
// GROUPS: nvvm.setmaxregister decrease 160
// GROUPS: scf.for
// GROUPS: scf.for %{{.*}} = %{{.*}} to %c6 step
// GROUPS: scf.if
// GROUPS: nvvm.mbarrier.try_wait.parity
// GROUPS: nvvm.fence.proxy {kind = #nvvm.proxy_kind<async.shared>
// GROUPS: nvvm.mbarrier.try_wait.parity
// GROUPS: nvvm.wgmma.fence.aligned
// GROUPS-COUNT-24: nvvm.wgmma.mma_async {{.*}} <m = 64, n = 64, k = 16>, {{.*}} A[<bf16>, <one>, <row>], B[<bf16>, <one>, <row>]
// GROUPS: nvvm.wgmma.commit.group.sync.aligned
// GROUPS-NEXT: nvvm.wgmma.wait.group.sync.aligned 1
// GROUPS-COUNT-2: nvvm.mbarrier.arrive %
// GROUPS: nvvm.wgmma.wait.group.sync.aligned 0
// GROUPS-COUNT-2: nvvm.mbarrier.arrive %
// A warp's results pass through its own memory.
// GROUPS: vector.store {{.*}} memref<1x8x40xf32
// GROUPS: nvvm.bar.warp.sync
// GROUPS: vector.load {{.*}} memref<1x8x40xf32
// GROUPS: nvvm.bar.warp.sync
// GROUPS: vector.store {{.*}} %[[Y]]
// GROUPS: nvvm.setmaxregister increase 184
// GROUPS: memref.store {{.*}} memref<420xi32
// GROUPS: nvvm.mbarrier.try_wait.parity
// GROUPS: memref.load {{.*}} memref<420xi32
// GROUPS: nvvm.cp.async.shared.global {{.*}}, 16, cache = cg, %
// GROUPS: nvvm.cp.async.mbarrier.arrive {{.*}}noinc = true
// GROUPS: } else {
// GROUPS: nvvm.mbarrier.try_wait.parity
// GROUPS: nvvm.mbarrier.arrive.expect_tx
// GROUPS: nvvm.cp.async.bulk.shared.cluster.global
// GROUPS: gpu.barrier
// Of a batch too small for all multiprocessors, tiles are half as large: one of the two launches has no blocks.
// GROUPS: %[[SMALL:.*]] = arith.select %{{.*}}, %{{.*}}, %c0 : index
// GROUPS: gpu.launch {{.*}} in (%{{[a-z0-9]+}} = %[[SMALL]], {{.*}} threads({{.*}}) in (%{{[a-z0-9]+}} = %c384,
// GROUPS: memref.view {{.*}} to memref<2x200x8x8xbf16, #gpu.address_space<workgroup>>
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

// Of 64 columns or fewer, channels are an instruction's rows, and its columns 128 pixels: two patches of 16 x 8, of an image of 16 x 16.
// All slices of the filter stay in memory, brought once, and two warpgroups load. Strips of results are whole lines of all channels, for
// which a warpgroup has a barrier of its own; there is room for two of each.
// GROUPS-LABEL: func.func @channels_as_rows(
// GROUPS-SAME: %[[Y:[a-z0-9]+]]: memref<?x16x16x40xf32>)
// GROUPS: gpu.launch {{.*}} threads({{.*}}) in (%{{[a-z0-9]+}} = %c512,
// GROUPS: memref.view {{.*}} to memref<2x328x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<9x8x64x8xbf16, #gpu.address_space<workgroup>>
// GROUPS-COUNT-2: nvvm.mbarrier.init {{.*}}, %c224_i32
// GROUPS-COUNT-2: nvvm.mbarrier.init {{.*}}, %c8_i32
// GROUPS-COUNT-3: nvvm.mbarrier.init {{.*}}, %c1_i32
// GROUPS: nvvm.wgmma.fence.aligned
// GROUPS-COUNT-12: nvvm.wgmma.mma_async {{.*}} <m = 64, n = 128, k = 16>, {{.*}} A[<bf16>, <one>, <col>], B[<bf16>, <one>, <col>]
// GROUPS: memref.store {{.*}} memref<2x16x64xf32
// GROUPS: nvvm.barrier id = %{{.*}} number_of_threads = %c128_i32
// GROUPS: vector.load {{.*}} memref<2x16x64xf32
// GROUPS: vector.store {{.*}} %[[Y]]
// GROUPS: %[[SLICES:.*]] = arith.minsi %{{.*}}, %c3 : index
// GROUPS: scf.for %{{.*}} = %c0 to %[[SLICES]]
// GROUPS: nvvm.cp.async.bulk.shared.cluster.global
func.func @channels_as_rows(%extent: index, %x: memref<?x16x16x64xbf16>, %w: memref<36864xbf16>, %y: memref<?x16x16x40xf32>) {
  kernel.convolution lhs(%x : memref<?x16x16x64xbf16>) rhs(%w : memref<36864xbf16>)
     into(%y : memref<?x16x16x40xf32>) domain tensor<?x16x16x40xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      filter_type = tensor<3x3x64x40xbf16>}
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
// GROUPS: gpu.launch {{.*}} dynamic_shared_memory_size %c226432_i32
// GROUPS: memref.view {{.*}} to memref<2x576x8x8xbf16
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

// The same with sums per channel, and an image in the epilogue: there is room to copy two rows of it ahead.
// GROUPS-LABEL: func.func @ahead(
// GROUPS-SAME: %[[R:[a-z0-9]+]]: memref<?x8x8x128xbf16>, %{{[a-z0-9]+}}: memref<?x8x8x128xbf16>, %{{[a-z0-9]+}}: memref<128xf32>
// GROUPS: gpu.launch {{.*}} dynamic_shared_memory_size %c226432_i32
// GROUPS: memref.view {{.*}} to memref<2x576x8x8xbf16
// GROUPS: nvvm.setmaxregister increase
// GROUPS-COUNT-2: nvvm.cp.async.shared.global
// GROUPS: scf.for
// GROUPS: nvvm.cp.async.wait.group 1
// GROUPS-NOT: vector.load %[[R]]
// GROUPS: nvvm.setmaxregister decrease
func.func @ahead(%extent: index, %x: memref<?x8x8x128xbf16>, %w: memref<409600xbf16>, %r: memref<?x8x8x128xbf16>, %y: memref<?x8x8x128xbf16>, %a: memref<128xf32>, %b: memref<128xf32>, %blocks: memref<?xi8>) {
  kernel.convolution lhs(%x : memref<?x8x8x128xbf16>) rhs(%w : memref<409600xbf16>) inputs(%r : memref<?x8x8x128xbf16>)
     into(%y, %a, %b, %blocks : memref<?x8x8x128xbf16>, memref<128xf32>, memref<128xf32>, memref<?xi8>) domain tensor<?x8x8x128xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      filter_type = tensor<5x5x128x128xbf16>, reduction_count = 2 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32, %e: bf16):
    %f = arith.extf %e : bf16 to f32
    %z = arith.addf %sum, %f : f32
    %q = arith.mulf %z, %z : f32
    %t = arith.truncf %z : f32 to bf16
    kernel.yield %t, %z, %q : bf16, f32, f32
  }
  return
}

// In f32 there is none, and it is loaded when it is needed.
// GROUPS-LABEL: func.func @negative_ahead(
// GROUPS-SAME: %[[R:[a-z0-9]+]]: memref<?x8x8x128xf32>, %{{[a-z0-9]+}}: memref<?x8x8x128xbf16>, %{{[a-z0-9]+}}: memref<128xf32>
// GROUPS: gpu.launch {{.*}} dynamic_shared_memory_size %c218240_i32
// GROUPS: memref.view {{.*}} to memref<2x576x8x8xbf16
// GROUPS: nvvm.setmaxregister increase
// GROUPS-NOT: nvvm.cp.async.commit.group
// GROUPS: vector.load %[[R]]
// GROUPS: nvvm.setmaxregister decrease
func.func @negative_ahead(%extent: index, %x: memref<?x8x8x128xbf16>, %w: memref<409600xbf16>, %r: memref<?x8x8x128xf32>, %y: memref<?x8x8x128xbf16>, %a: memref<128xf32>, %b: memref<128xf32>, %blocks: memref<?xi8>) {
  kernel.convolution lhs(%x : memref<?x8x8x128xbf16>) rhs(%w : memref<409600xbf16>) inputs(%r : memref<?x8x8x128xf32>)
     into(%y, %a, %b, %blocks : memref<?x8x8x128xbf16>, memref<128xf32>, memref<128xf32>, memref<?xi8>) domain tensor<?x8x8x128xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      filter_type = tensor<5x5x128x128xbf16>, reduction_count = 2 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32, %f: f32):
    %z = arith.addf %sum, %f : f32
    %q = arith.mulf %z, %z : f32
    %t = arith.truncf %z : f32 to bf16
    kernel.yield %t, %z, %q : bf16, f32, f32
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
