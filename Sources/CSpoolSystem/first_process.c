// The first process of a stage: makes the private world, starts the stage program in it, reaps whatever
// is orphaned, and ends everything when the program ends or the suite is gone.
//
// It is a clone of a suite that may have many threads and execs nothing, so all its life it may make only
// async-signal-safe calls. All signals stay blocked: it ends by its liveness pipe, or by SIGKILL.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INPUT, OUTPUT, ERROR, LIVENESS, REPORT, PROGRAM };

static char *append_number(char *at, long number) {
    if (number < 0) *at++ = '-';
    return spool_append_number(at, number < 0 ? 0UL - (unsigned long)number : (unsigned long)number);
}

/// `SPOOL_STAGE=ISOLATION ERRNO ERRNO … ID PATH`: what the stage program reads about its world.
static void write_variable(char *variable, const struct spool_stage_plan *plan,
                           const struct spool_stage_report *report) {
    char *at = stpcpy(variable, "SPOOL_STAGE=");
    at = append_number(at, plan->isolation);
    for (int step = 0; step < SPOOL_STAGE_STEP_COUNT; step++) {
        *at++ = ' ';
        at = append_number(at, report->errors[step]);
    }
    *at++ = ' ';
    at = append_number(at, report->own_id);
    *at++ = ' ';
    strcpy(at, report->arena);
}

/// Starts the stage program, as the namespace's process 2 if ids may be chosen here at all.
static int start_program(const struct spool_stage_plan *plan, struct spool_stage_report *report,
                         struct spool_spawned *program) {
    int count = 0;
    while (plan->program.environment[count]) count++;
    const char *environment[count + 2];
    char variable[SPOOL_STAGE_PATH_MAX + 16 * (SPOOL_STAGE_STEP_COUNT + 3)];
    memcpy(environment, plan->program.environment, sizeof(char *) * (size_t)count);
    environment[count] = variable;
    environment[count + 1] = NULL;

    struct spool_spawn_request request = plan->program;
    request.environment = environment;
    request.input = INPUT;
    request.output = OUTPUT;
    request.error = ERROR;
    if (request.program > 0) request.program = PROGRAM;
    int32_t *chosen = &report->errors[SPOOL_STAGE_CHOSEN_PROCESS];
    if (plan->isolation != SPOOL_STAGE_APART) {
        request.chosen_process = 2;
        *chosen = 0;
        write_variable(variable, plan, report);
        if (spool_spawn(&request, program) == 0) return 0;
        if (program->step != SPOOL_SPAWN_CLONE) return -1;
        *chosen = program->error;
        request.chosen_process = 0;
    }
    write_variable(variable, plan, report);
    return spool_spawn(&request, program);
}

/// Reaps until the program has ended or the suite has. Returns the program's wait status.
static int32_t attend(pid_t program) {
    uint64_t child_signal = (uint64_t)1 << (SIGCHLD - 1);
    struct pollfd watched[2] = {
        {.fd = LIVENESS, .events = POLLIN},
        {.fd = (int)syscall(SYS_signalfd4, -1, &child_signal, sizeof child_signal, 0), .events = POLLIN},
    };
    char signals[1024];
    for (;;) {
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
            if (ended == program) return status;
        }
        // Without a signal descriptor (none is left of the machine's) look a hundred times a second.
        int ready = poll(watched, 2, watched[1].fd < 0 ? 10 : -1);
        if (ready > 0 && watched[0].revents) return SIGKILL;
        if (ready > 0 && watched[1].revents && read(watched[1].fd, signals, sizeof signals) < 0) continue;
    }
}

/// Ends everybody else and waits for it, so that nothing is in use when the arena is removed.
static void end_all(const struct spool_stage_plan *plan) {
    if (plan->isolation == SPOOL_STAGE_APART) {
        spool_kill_descendants();
        return;
    }
    kill(-1, SIGKILL);
    while (spool_wait(-1, NULL, __WALL) > 0) continue;
}

/// Gives the stage ids that no other stage has. Nothing is amiss where that cannot be: they are small ones then.
static void take_ids(struct spool_stage_report *report) {
    report->own_id = spool_stage_take_ids();
    if (report->own_id == 0) return;
    int answer = spool_stage_begin_ids(report->own_id);
    report->errors[SPOOL_STAGE_OWN_IDS] = answer < 0 ? errno : 0;
}

static void tell_suite(const void *bytes, size_t count) {
    while (write(REPORT, bytes, count) < 0 && errno == EINTR) continue;
}

static _Noreturn void be_first_process(const struct spool_stage_plan *plan, uid_t user, gid_t group,
                                       int liveness, int report_end) {
    struct spool_stage_report report = {.spawn_error = 0};
    memcpy(report.errors, plan->errors, sizeof report.errors);
    // Of a session of its own: a terminal's Ctrl-C goes to the suite alone, which then decides.
    setsid();
    prctl(PR_SET_NAME, "spool-arena", 0, 0, 0);
    umask(022);
    const struct spool_spawn_request *program_plan = &plan->program;
    int kept[3] = {liveness, report_end, program_plan->program};
    if (spool_arrange_descriptors(
            program_plan->input, program_plan->output, program_plan->error, kept, program_plan->program > 0 ? 3 : 2) < 0) {
        spool_exit(1);
    }
    // A suite that ignores SIGCHLD would have its children reaped unseen, and ours inherit that.
    uint64_t default_action[4] = {0};
    syscall(SYS_rt_sigaction, SIGCHLD, default_action, NULL, sizeof(uint64_t));
    // An adapter that crashes leaves no core file anywhere.
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    struct spool_spawned program = {.process = -1};
    int32_t status = 0;
    int usable = plan->isolation == SPOOL_STAGE_APART ||
                 spool_stage_enter_namespaces(plan, user, group, report.errors) == 0;
    if (usable && spool_stage_make_arena(plan, &report) == 0) {
        spool_stage_probe(plan, &report);
        // Not without a PID namespace: these would be the machine's own ids.
        if (plan->isolation != SPOOL_STAGE_APART) take_ids(&report);
        if (start_program(plan, &report, &program) < 0) {
            report.spawn_step = program.step;
            report.spawn_error = program.error;
        }
    }
    report.program = program.process;
    tell_suite(&report, sizeof report);
    if (program.process > 0) {
        // The pipes must end when the program's own copies do.
        close(INPUT);
        close(OUTPUT);
        close(ERROR);
        status = attend(program.process);
    }
    end_all(plan);
    if (report.errors[SPOOL_STAGE_DIRECTORY] == 0) {
        char *arena = strrchr(report.arena, '/');
        if (arena) *arena = 0;
        spool_remove_tree(report.arena);
    }
    tell_suite(&status, sizeof status);
    spool_exit(0);
}

int spool_stage_start(const struct spool_stage_plan *plan, struct spool_stage *stage) {
    static const uint64_t flags[] = {
        [SPOOL_STAGE_AS_ROOT] = CLONE_NEWPID | CLONE_NEWNS,
        [SPOOL_STAGE_AS_USER] = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUSER,
        [SPOOL_STAGE_APART] = 0,
    };
    int liveness[2], report[2];
    if (spool_pipe(liveness) < 0) return -1;
    if (spool_pipe(report) < 0) {
        int error = errno;
        close(liveness[0]);
        close(liveness[1]);
        errno = error;
        return -1;
    }
    uid_t user = geteuid();
    gid_t group = getegid();
    uint64_t mask = spool_block_signals();
    stage->process = spool_clone(flags[plan->isolation], 0, &stage->descriptor);
    if (stage->process == 0) be_first_process(plan, user, group, liveness[0], report[1]);
    int error = errno;
    spool_restore_signals(mask);
    close(liveness[0]);
    close(report[1]);
    if (stage->process < 0) {
        close(liveness[1]);
        close(report[0]);
        errno = error;
        return -1;
    }
    stage->liveness = liveness[1];
    stage->report = report[0];
    return 0;
}
