// RUN: anabranch-opt %s --split-input-file --verify-diagnostics --emulate-device=pass-functions=true | FileCheck %s

// CHECK-DAG: llvm.func @anabranch_emulated_thread() -> i32
// CHECK-DAG: llvm.func @anabranch_emulated_barrier()
// CHECK-DAG: llvm.func @anabranch_emulated_shared() -> !llvm.ptr
// CHECK: llvm.func @fill_launch_0(%{{.*}}: i32, %{{.*}}: i32, %[[BUFFERS:.*]]: !llvm.ptr)
// CHECK: %[[PLACE:.*]] = llvm.getelementptr %[[BUFFERS]][0]
// CHECK: %[[X:.*]] = llvm.load %[[PLACE]]
// CHECK: llvm.call @anabranch_emulated_shared()
// CHECK: %[[THREAD:.*]] = llvm.call @anabranch_emulated_thread()
// CHECK: llvm.call @anabranch_emulated_barrier()
// CHECK: llvm.store %[[THREAD]], %[[X]]
// CHECK: %[[FUNCTION:.*]] = llvm.mlir.addressof @fill_launch_0
// CHECK: llvm.call @anabranch_launch(%[[FUNCTION]],
llvm.func @anabranch_launch(!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, !llvm.ptr)
gpu.module @device {
  llvm.mlir.global external @__dynamic_shmem__0() {addr_space = 3 : i32} : !llvm.array<0 x i8>
  llvm.func @fill_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %shared = llvm.mlir.addressof @__dynamic_shmem__0 : !llvm.ptr<3>
    %thread = nvvm.read.ptx.sreg.tid.x : i32
    llvm.store %thread, %shared : i32, !llvm.ptr<3>
    nvvm.barrier0
    llvm.store %thread, %x : i32, !llvm.ptr
    llvm.return
  }
}
llvm.mlir.global internal constant @fill_launch_0_name("fill_launch_0\00")
llvm.func @fill(%extent: i64, %buffers: !llvm.ptr) {
  %name = llvm.mlir.addressof @fill_launch_0_name : !llvm.ptr
  llvm.call @anabranch_launch(%name, %extent, %extent, %extent, %extent, %extent, %buffers, %name) : (!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, !llvm.ptr) -> ()
  llvm.return
}

// -----

// CHECK: llvm.func @products_launch_0(
// CHECK: %[[MATRICES:.*]] = llvm.alloca %{{.*}} x i32
// CHECK: llvm.call @anabranch_emulated_ldmatrix(
// CHECK: llvm.call @anabranch_emulated_mma(
gpu.module @device {
  llvm.func @products_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %shared = llvm.mlir.zero : !llvm.ptr<3>
    %a = nvvm.ldmatrix %shared {eltType = #nvvm.ld_st_matrix_elt_type<b16>, layout = #nvvm.mma_layout<row>, num = 4 : i32, shape = #nvvm.ld_st_matrix_shape<m = 8, n = 8>} : (!llvm.ptr<3>) -> !llvm.struct<(i32, i32, i32, i32)>
    %a0 = llvm.extractvalue %a[0] : !llvm.struct<(i32, i32, i32, i32)>
    %c = llvm.mlir.constant(0.0 : f32) : f32
    %d = nvvm.mma.sync A[%a0, %a0, %a0, %a0] B[%a0, %a0] C[%c, %c, %c, %c] {layoutA = #nvvm.mma_layout<row>, layoutB = #nvvm.mma_layout<col>, multiplicandAPtxType = #nvvm.mma_type<bf16>, multiplicandBPtxType = #nvvm.mma_type<bf16>, shape = #nvvm.shape<m = 16, n = 8, k = 16>} : (i32, i32, f32) -> !llvm.struct<(f32, f32, f32, f32)>
    %e = llvm.extractvalue %d[0] : !llvm.struct<(f32, f32, f32, f32)>
    llvm.store %e, %x : f32, !llvm.ptr
    llvm.return
  }
}

// -----

// CHECK: llvm.func @warpgroups_launch_0(
// CHECK: %[[SUMS:.*]] = llvm.alloca %{{.*}} x f32
// CHECK: llvm.call @anabranch_emulated_fence_proxy()
// CHECK-NOT: nvvm
// CHECK: %[[N:.*]] = llvm.mlir.constant(8 : i32)
// CHECK: llvm.call @anabranch_emulated_wgmma(%{{.*}}, %{{.*}}, %[[N]], %{{.*}}, %{{.*}}, %[[SUMS]])
// CHECK: llvm.call @anabranch_emulated_wgmma_commit()
// CHECK: %[[GROUPS:.*]] = llvm.mlir.constant(1 : i32)
// CHECK: llvm.call @anabranch_emulated_wgmma_wait(%[[GROUPS]])
// CHECK-NOT: nvvm
// CHECK: llvm.store
gpu.module @device {
  llvm.func @warpgroups_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    nvvm.fence.proxy {kind = #nvvm.proxy_kind<async.shared>, space = #nvvm.shared_space<cta>}
    %a = llvm.mlir.constant(0 : i64) : i64
    %c = llvm.mlir.zero : !llvm.struct<(f32, f32, f32, f32)>
    nvvm.wgmma.fence.aligned
    %d = nvvm.wgmma.mma_async %a, %a, %c, <m = 64, n = 8, k = 16>, D [<f32>, <one>], A [<bf16>, <one>, <row>], B [<bf16>, <one>, <col>] : !llvm.struct<(f32, f32, f32, f32)> -> !llvm.struct<(f32, f32, f32, f32)>
    nvvm.wgmma.commit.group.sync.aligned
    nvvm.wgmma.wait.group.sync.aligned 1
    %e = llvm.extractvalue %d[0] : !llvm.struct<(f32, f32, f32, f32)>
    llvm.store %e, %x : f32, !llvm.ptr
    llvm.return
  }
}

// -----

// To the emulator all memory is one.
// CHECK: llvm.func @copies_launch_0(
// CHECK: %[[BARRIER:.*]] = llvm.mlir.zero : !llvm.ptr<3>
// CHECK: llvm.addrspacecast %[[BARRIER]] : !llvm.ptr<3> to !llvm.ptr
// CHECK: llvm.call @anabranch_emulated_barrier_object(
// CHECK: llvm.call @anabranch_emulated_expect(
// CHECK: llvm.call @anabranch_emulated_copy_bulk(
// CHECK: llvm.call @anabranch_emulated_await(
// CHECK: llvm.call @anabranch_emulated_warp_barrier(
// CHECK: llvm.call @anabranch_emulated_exchange(
// CHECK: llvm.call @anabranch_emulated_arrive(
// CHECK-NOT: nvvm
// CHECK: llvm.return
gpu.module @device {
  llvm.func @copies_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %barrier = llvm.mlir.zero : !llvm.ptr<3>
    %to = llvm.addrspacecast %barrier : !llvm.ptr<3> to !llvm.ptr<7>
    %from = llvm.addrspacecast %x : !llvm.ptr to !llvm.ptr<1>
    %one = llvm.mlir.constant(1 : i32) : i32
    %bytes = llvm.mlir.constant(16 : i32) : i32
    nvvm.mbarrier.init %barrier, %one : !llvm.ptr<3>, i32
    nvvm.mbarrier.arrive.expect_tx %barrier, %bytes : !llvm.ptr<3>, i32
    nvvm.cp.async.bulk.shared.cluster.global %to, %from, %barrier, %bytes : !llvm.ptr<7>, !llvm.ptr<1>
    nvvm.mbarrier.try_wait.parity %barrier, %one, %bytes : !llvm.ptr<3>, i32, i32
    nvvm.setmaxregister decrease 88
    nvvm.bar.warp.sync %one : i32
    %sum = llvm.mlir.constant(0.0 : f32) : f32
    %other = nvvm.shfl.sync bfly %one, %sum, %one, %one : f32 -> f32
    nvvm.mbarrier.arrive %barrier : !llvm.ptr<3>
    llvm.return
  }
}

// -----

// CHECK: llvm.func @thread_copies_launch_0(
// CHECK: llvm.call @anabranch_emulated_copy_async(
// CHECK: llvm.call @anabranch_emulated_commit_copies(
// CHECK: %[[GROUPS:.*]] = llvm.mlir.constant(2 : i32)
// CHECK: llvm.call @anabranch_emulated_await_copies(%[[GROUPS]])
// CHECK: llvm.call @anabranch_emulated_arrive_with_copies(
// CHECK-NOT: nvvm
// CHECK: llvm.return
gpu.module @device {
  llvm.func @thread_copies_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %to = llvm.mlir.zero : !llvm.ptr<3>
    %from = llvm.addrspacecast %x : !llvm.ptr to !llvm.ptr<1>
    nvvm.cp.async.shared.global %to, %from, 16, cache = cg, %extent : !llvm.ptr<3>, !llvm.ptr<1>, i32
    nvvm.cp.async.commit.group
    nvvm.cp.async.wait.group 2
    nvvm.cp.async.mbarrier.arrive %to {noinc = true} : !llvm.ptr<3>
    llvm.return
  }
}

// -----

gpu.module @device {
  llvm.func @whole_copy_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %to = llvm.mlir.zero : !llvm.ptr<3>
    %from = llvm.addrspacecast %x : !llvm.ptr to !llvm.ptr<1>
    // expected-error@+1 {{has no emulation but for 16 bytes or a part}}
    nvvm.cp.async.shared.global %to, %from, 8, cache = ca : !llvm.ptr<3>, !llvm.ptr<1>
    llvm.return
  }
}

// -----

gpu.module @device {
  llvm.func @unknown_launch_0(%extent: i32, %multiprocessors: i32) attributes {gpu.kernel, nvvm.kernel} {
    // expected-error@+1 {{has no emulation}}
    nvvm.cp.async.bulk.commit.group
    llvm.return
  }
}

// -----

gpu.module @device {
  // expected-error@+1 {{takes no extent and number of multiprocessors}}
  llvm.func @negative_arguments_launch_0(%extent: i32) attributes {gpu.kernel, nvvm.kernel} {
    llvm.return
  }
}
