// A table: variables that programs read from their environment. Sources: the manuals of the programs that are named.
using System.Collections.Frozen;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>Which variables programs read, and which of those that are exported can do no harm.</summary>
internal static class EnvironmentNames
{
    /// <summary>A name that ends with <c>*</c> stands for all that begin so.</summary>
    private const string Read = """
        PATH CDPATH IFS HOME ENV BASH_ENV BASH_FUNC_* BASH_LOADABLES_PATH BASH_XTRACEFD BASH_COMPAT BASHOPTS SHELLOPTS SHELL ZDOTDIR FPATH
        PS0 PS1 PS2 PS4 PROMPT_COMMAND PROMPT FCEDIT HISTFILE HISTCONTROL INPUTRC MAILPATH MAILCHECK POSIXLY_CORRECT EXECIGNORE GLOBIGNORE TMOUT MAIL
        LD_* DYLD_* _RLD_* LDR_* MALLOC_* GLIBC_TUNABLES GCONV_PATH LOCPATH NLSPATH GETCONF_DIR NIS_PATH TEXTDOMAINDIR TEXTDOMAIN OUTPUT_CHARSET
        HOSTALIASES RES_OPTIONS LOCALDOMAIN RESOLV_* NSS_* LIBPATH SHLIB_PATH
        TERMINFO TERMINFO_DIRS TERMCAP TERMPATH TMPDIR TMP TEMP TEMPDIR XDG_* DBUS_* DISPLAY XAUTHORITY XENVIRONMENT WAYLAND_DISPLAY GTK_* QT_* GIO_*
        PAGER MANPAGER MANOPT MANPATH MANROFFOPT MANSECT GROFF_* LESS LESSOPEN LESSCLOSE LESSKEY LESSKEYIN LESSEDIT LESSHISTFILE LESSSECURE MORE BAT_* SYSTEMD_PAGER SYSTEMD_EDITOR
        SYSTEMD_LESS SYSTEMD_* JOURNAL_*
        EDITOR VISUAL BROWSER VIMINIT EXINIT VIM VIMRUNTIME MYVIMRC NVIM_* EMACSLOADPATH EMACS* ALTERNATE_EDITOR NANORC SUDO_* EGREP GREP_OPTIONS
        GIT_* SSH_* CVS_RSH CVSROOT SVN_* HG* RSYNC_* BORG_* RESTIC_* RCLONE_* LFTP_*
        PYTHON* VIRTUAL_ENV PIP_* PIPX_* PIPENV_* UV_* POETRY_* CONDA* MAMBA_* PYENV_* PDM_* HATCH_* TWINE_* IPYTHONDIR JUPYTER_* PYTEST_* TOX_* DJANGO_SETTINGS_MODULE FLASK_APP
        NODE_* NPM_* npm_* YARN_* PNPM_* BUN_* DENO_* COREPACK_* NVM_* TS_NODE_* BABEL_* ELECTRON_* PUPPETEER_* PLAYWRIGHT_*
        PERL5* PERL_* PERLLIB PERLIO PERLBREW_* RUBY* GEM_* BUNDLE_* RBENV_* RAKE* IRBRC LUA_* LUA* PHP_* PHPRC COMPOSER_* R_* JULIA_* GUILE_* SCHEME* OCAML* ERL_* ELIXIR_* MIX_*
        JAVA_* _JAVA_OPTIONS JDK_* JRE_* JVM_* CLASSPATH MAVEN_* MVN_* M2_* GRADLE_* ANT_* SBT_* KOTLIN_* SCALA_* GROOVY_*
        GO* CGO_* CARGO* RUSTC* RUSTFLAGS RUSTDOC* RUSTUP_* RUST_SRC_PATH CC CXX CPP FC LD AR AS NM RANLIB STRIP OBJCOPY CFLAGS CXXFLAGS CPPFLAGS LDFLAGS LDLIBS FFLAGS CPATH C_INCLUDE_PATH
        CPLUS_INCLUDE_PATH OBJC_INCLUDE_PATH LIBRARY_PATH GCC_* COMPILER_PATH CCACHE_* DISTCC_* SCCACHE_* MAKE MAKEFLAGS MFLAGS GNUMAKEFLAGS MAKEFILES MAKESHELL CMAKE_* CTEST_* NINJA_*
        PKG_CONFIG* ACLOCAL* AUTOCONF AUTOM4TE M4 CONFIG_SHELL CONFIG_SITE BISON_* FLEX_* DOTNET_* NUGET_* MSBUILD* COMPlus_* CORECLR_* COR_* MONO_*
        DOCKER_* BUILDKIT_* COMPOSE_* PODMAN_* CONTAINER_* CONTAINERS_* KUBE* HELM_* MINIKUBE_* VAGRANT_* TF_* ANSIBLE_* PULUMI_* NIX_* GUIX_* HOMEBREW_* FLATPAK_* SNAP_* APT_* DEBIAN_* DEBCONF_*
        DPKG_* RPM_* EDITRES
        OPENSSL_* SSL_* REQUESTS_CA_BUNDLE CURL_* WGETRC SYSTEM_WGETRC WGET_* AWS_* AZURE_* GOOGLE_* GCLOUD_* CLOUDSDK_* BOTO_* GH_* GITHUB_* GITLAB_* HF_* HUGGINGFACE_*
        PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE* PGOPTIONS PGSSL* PGSYSCONFDIR PSQL_* PSQLRC MYSQL_* SQLITE_* REDISCLI_* MONGO*
        AWKPATH AWKLIBPATH GAWK_* AWK* GAWK* SED* TAR_OPTIONS TAPE GZIP BZIP2 XZ_OPT XZ_DEFAULTS ZSTD_* ZIP* UNZIP* LS_COLORS FZF_* RIPGREP_CONFIG_PATH FD_* SCREENRC SCREENDIR TMUX*
        GNUPGHOME GPG_* GPG_AGENT_INFO PINENTRY* KRB5* SASL_* LDAP* OPENCL_* OCL_* CUDA_* VK_* LIBGL_* MESA_* GST_* ALSA_* PULSE_* FONTCONFIG_* IMAGEMAGICK* MAGICK_* GS_* GHOSTSCRIPT*
        TEXINPUTS TEXMF* BIBINPUTS BSTINPUTS LUAINPUTS KPATHSEA_* FFREPORT AV_LOG* STRACE_* LTRACE_* GDBHISTFILE DEBUGINFOD_* VALGRIND_* ASAN_* LSAN_* MSAN_* TSAN_* UBSAN_* LLVM_* FAKEROOT*
        FAKETIME* PROXYCHAINS_* TORSOCKS_* SOCKS_* CLAUDE_* ANTHROPIC_* OPENAI_* MCP_* ACTIONGATE_*
        """;

    /// <summary>Proxies are read in either case.</summary>
    private const string ProxySuffix = "_proxy";

    /// <summary>What programs read of these changes how they show or name things, and not what they do.</summary>
    private const string Harmless = """
        LANG LANGUAGE LC_* TZ TERM COLORTERM COLUMNS LINES NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE CI NODE_ENV RAILS_ENV RACK_ENV FLASK_ENV APP_ENV MIX_ENV GO_ENV ENVIRONMENT
        DEBIAN_FRONTEND PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONIOENCODING PYTHONUTF8 RUST_BACKTRACE RUST_LOG CARGO_TERM_COLOR
        GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE
        DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_NOLOGO DOTNET_SKIP_FIRST_TIME_EXPERIENCE NEXT_TELEMETRY_DISABLED HOMEBREW_NO_AUTO_UPDATE HOMEBREW_NO_ANALYTICS
        SOURCE_DATE_EPOCH VERBOSE DEBUG LOG_LEVEL PY_COLORS
        """;

    private static readonly (FrozenSet<string> Names, string[] Starts) ReadNames = Index(Read);
    private static readonly (FrozenSet<string> Names, string[] Starts) HarmlessNames = Index(Harmless);

    /// <summary>Programs read it, so that setting it counts however it is done.</summary>
    internal static bool AreRead(string name) =>
        name.EndsWith(ProxySuffix, StringComparison.OrdinalIgnoreCase) || Has(ReadNames, name) && !Has(HarmlessNames, name);

    /// <summary>It may be handed to programs.</summary>
    internal static bool AreHarmless(string name) => Has(HarmlessNames, name);

    private static bool Has((FrozenSet<string> Names, string[] Starts) table, string name)
    {
        if (table.Names.Contains(name))
            return true;
        foreach (string start in table.Starts)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static (FrozenSet<string>, string[]) Index(string table)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var starts = new List<string>();
        foreach (string name in table.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.EndsWith('*'))
                starts.Add(name[..^1]);
            else
                names.Add(name);
        }
        return (names.ToFrozenSet(StringComparer.Ordinal), [.. starts]);
    }
}
